package io.diffrep.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.diffrep.evaluate.RepresentationTables.Image;
import io.diffrep.runtime.UsageException;
import io.diffrep.testing.SparkSessions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CodeSpaceTest {
  @TempDir private Path temp;
  private String table;

  /**
   * Train images 0 to 10 with codes {@code (i, 5)} at one level and {@code (10 i, 0)} at the other;
   * a test image at 3.2.
   */
  @BeforeEach
  void writeTable() {
    List<Image> images = new ArrayList<>();
    for (int i = 0; i <= 10; i++) {
      images.add(new Image(String.valueOf(i), null, "train"));
    }
    images.add(new Image("3.2", null, "test"));
    table =
        RepresentationTables.write(
            temp.resolve("codes"),
            "encoder",
            new float[] {0.5f, 2},
            images,
            (image, level) -> {
              float place = Float.parseFloat(image.id());
              return level == 0 ? new float[] {place, 5} : new float[] {10 * place, 0};
            });
  }

  @Test
  void momentsAreThoseOfTheTrainSplitAtEachLevel() {
    List<CodeSpace.LevelMoments> moments =
        CodeSpace.open(SparkSessions.shared(), table, "train").moments();
    assertThat(moments).extracting(CodeSpace.LevelMoments::rho).containsExactly(0.5, 2.0);
    // 0 to 10 have the mean 5 and the variance (11^2 - 1) / 12.
    double deviation = Math.sqrt(10);
    assertThat(moments.get(0).mean()).containsExactly(5.0, 5.0);
    assertThat(moments.get(0).deviation().get(0)).isCloseTo(deviation, within(1e-9));
    assertThat(moments.get(0).deviation().get(1)).isZero();
    assertThat(moments.get(1).mean().get(0)).isCloseTo(50, within(1e-9));
    assertThat(moments.get(1).deviation().get(0)).isCloseTo(10 * deviation, within(1e-9));
  }

  @Test
  void neighboursAreTrainImagesTheNearestFirstInStandardisedCodes() {
    CodeSpace space = CodeSpace.open(SparkSessions.shared(), table, "train");
    List<CodeSpace.Neighbour> nearest =
        space.nearest(List.of("3.2", "missing"), 3, 1000).get("3.2");
    assertThat(nearest).extracting(CodeSpace.Neighbour::id).containsExactly("3", "4", "2");
    // 0.2 apart in two dimensions of deviation sqrt(10) and 10 sqrt(10); the third is constant.
    assertThat(nearest.get(0).distance())
        .isCloseTo(0.2 * Math.sqrt(2) / Math.sqrt(10), within(1e-6));
    assertThat(space.nearest(List.of("missing"), 3, 1000)).isEmpty();
  }

  @Test
  void noImageIsItsOwnNeighbour() {
    CodeSpace space = CodeSpace.open(SparkSessions.shared(), table, "train");
    assertThat(space.nearest(List.of("3"), 2, 1000).get("3"))
        .extracting(CodeSpace.Neighbour::id)
        .containsExactlyInAnyOrder("2", "4");
  }

  @Test
  void aSplitWithoutImagesIsRefused() {
    assertThatThrownBy(() -> CodeSpace.open(SparkSessions.shared(), table, "elsewhere"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("'elsewhere'");
  }
}
