package io.diffrep.reproduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.diffrep.evaluate.CodeDirection.Labelled;
import io.diffrep.evaluate.ImageClassifier.Judgement;
import io.diffrep.runtime.UsageException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Codes of one number, of classes that its sign tells; images of one pixel, which is the sign. */
class CodeMovesTest {
  /** Their deviation is 1. */
  private static final Labelled TRAINING =
      new Labelled(
          List.of(code(-1), code(1), code(-1), code(1)), List.of("minus", "plus", "minus", "plus"));

  private static final Judge SIGNS =
      images ->
          images.stream()
              .map(image -> new Judgement(image[0] > 0 ? "plus" : "minus", new float[0]))
              .toList();

  private static float[][] code(float value) {
    return new float[][] {{value}};
  }

  private static List<byte[]> images(List<float[][]> codes) {
    return codes.stream().map(code -> new byte[] {(byte) (code[0][0] > 0 ? 1 : 0)}).toList();
  }

  /**
   * The first image's turn is minus, the second's plus, and so on: the first two stay out, since
   * they are there, and the third, since nobody knows what it is.
   */
  @Test
  void codesAreMovedThreeDeviationsTowardsTheOtherClass() {
    CodeMoves moves =
        CodeMoves.of(
            List.of(code(-1), code(0.5f), code(2), code(-0.5f), code(1)),
            List.of("minus", "plus", "", "minus", "plus"),
            TRAINING,
            3);

    assertThat(moves.images()).containsExactly(3, 4);
    assertThat(moves.wanted()).containsExactly("plus", "minus");
    assertThat(moves.stayed().get(0)[0][0]).isEqualTo(-0.5f);
    assertThat(moves.moved().get(0)[0][0]).isCloseTo(2.5f, within(1e-6f));
    assertThat(moves.moved().get(1)[0][0]).isCloseTo(-2, within(1e-6f));
    CodeMoves.Drawn drawn = moves.drawn(CodeMovesTest::images, SIGNS);
    assertThat(drawn.reached()).isEqualTo(1);
    assertThat(drawn.before()).isZero();
    assertThat(drawn.stayed().get(0)).containsExactly(0);
    assertThat(drawn.moved().get(0)).containsExactly(1);
  }

  /** They end at 4, 10, -4 and -5, and came from 7, 7, -1 and -8. */
  @Test
  void sharesCountTheImagesThatWereMoved() {
    CodeMoves moves =
        CodeMoves.of(
            List.of(code(7), code(7), code(-1), code(-8)),
            List.of("plus", "minus", "plus", "minus"),
            TRAINING,
            3);

    assertThat(moves.wanted()).containsExactly("minus", "plus", "minus", "plus");
    List<String> seen = SIGNS.judge(images(moves.moved())).stream().map(Judgement::label).toList();
    assertThat(seen).containsExactly("plus", "plus", "minus", "minus");
    assertThat(moves.drawn(CodeMovesTest::images, SIGNS).reached()).isEqualTo(0.5);
  }

  @Test
  void imagesOfOneClassHaveNowhereToGo() {
    List<float[][]> own = List.of(code(1), code(1));
    assertThatThrownBy(() -> CodeMoves.of(own, List.of("plus", ""), TRAINING, 3))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("are of the classes [plus]");
    assertThatThrownBy(() -> CodeMoves.of(own, List.of("plus", "other"), TRAINING, 3))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("other");
  }

  /** The first image's turn is minus, the second's plus. */
  @Test
  void whereEachImageIsOfTheClassWhoseTurnItIsNoneIsMoved() {
    List<float[][]> own = List.of(code(-1), code(1), code(-1));
    assertThatThrownBy(() -> CodeMoves.of(own, List.of("minus", "plus", ""), TRAINING, 3))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("no code is moved")
        .hasMessageContaining("[minus, plus]")
        .hasMessageContaining("each of the 3 images")
        .hasMessageContaining("ingest.test-share");
  }
}
