package io.diffrep.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.diffrep.encode.RepresentationTable;
import io.diffrep.evaluate.RepresentationTables.Coder;
import io.diffrep.evaluate.RepresentationTables.Image;
import io.diffrep.testing.SparkSessions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedInformationTest {
  private static final int IMAGES = 40_000;
  private static final double[] CORRELATIONS = {0.9, 0.4};

  @TempDir private Path temp;

  /**
   * Codes of three levels: the second's numbers are correlated with the first's as given, mixed by
   * a matrix; the third's are independent of both.
   */
  private static List<float[][]> codes() {
    SplittableRandom random = new SplittableRandom(3);
    List<float[][]> codes = new ArrayList<>();
    for (int i = 0; i < IMAGES; i++) {
      float[][] code = new float[3][2];
      double[] second = new double[2];
      for (int d = 0; d < 2; d++) {
        double first = random.nextGaussian();
        double r = CORRELATIONS[d];
        second[d] = r * first + Math.sqrt(1 - r * r) * random.nextGaussian();
        code[0][d] = (float) (5 * first + 2);
        code[2][d] = (float) random.nextGaussian();
      }
      code[1][0] = (float) (3 * second[0] + second[1]);
      code[1][1] = (float) (second[0] - 2 * second[1] + 7);
      codes.add(code);
    }
    return codes;
  }

  @Test
  void gaussiansShareWhatTheirCorrelationsSay() {
    SharedInformation shared = SharedInformation.of(List.of(0.1, 1.0, 10.0), codes());
    double bits = 0;
    double squares = 0;
    for (double r : CORRELATIONS) {
      bits -= 0.5 * Math.log(1 - r * r) / Math.log(2);
      squares += r * r / 2;
    }
    assertThat(shared.between().get(0).get(1).bits()).isCloseTo(bits, within(0.02));
    assertThat(shared.between().get(1).get(0).bits())
        .isEqualTo(shared.between().get(0).get(1).bits());
    assertThat(shared.between().get(0).get(1).correlation()).isCloseTo(squares, within(0.01));
    assertThat(shared.between().get(0).get(2).bits()).isCloseTo(0, within(1e-3));
    assertThat(shared.between().get(2).get(1).correlation()).isCloseTo(0, within(1e-3));
    assertThat(shared.between().get(1).get(1).bits()).isNaN();
    assertThat(shared.between().get(1).get(1).correlation()).isEqualTo(1);
    assertThat(shared.images()).isEqualTo(IMAGES);
    assertThat(shared.between().get(0).get(1).atLeast()).isFalse();
  }

  /** {@code psi(x) - psi(x - 1) = 1 / (x - 1)}, here of x = (n - 1) / 2; many images: d e / 2n. */
  @Test
  void chanceIsThatOfGaussians() {
    assertThat(SharedInformation.chance(1, 2, 103)).isCloseTo(0.01, within(1e-8));
    assertThat(SharedInformation.chance(2, 1, 103)).isCloseTo(0.01, within(1e-8));
    assertThat(SharedInformation.chance(3, 5, 1_000_000)).isCloseTo(7.5e-6, within(1e-8));
    assertThat(SharedInformation.chance(30, 7, 200))
        .isCloseTo(SharedInformation.chance(7, 30, 200), within(1e-7));
  }

  /**
   * 200 images of 32 numbers at each of two levels, one pair of which is correlated: by chance they
   * seem to share 4.4 bits more, of which {@code d e / 2n} are 3.7. The mean of eight such draws
   * has a deviation of 0.06 bits.
   */
  @Test
  void fewImagesOfManyDimensionsShareNoMoreThanMany() {
    SplittableRandom random = new SplittableRandom(11);
    double bits = 0;
    double squares = 0;
    for (int draw = 0; draw < 8; draw++) {
      List<float[][]> codes = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        float[][] code = new float[2][32];
        for (int d = 0; d < 32; d++) {
          code[0][d] = (float) random.nextGaussian();
          code[1][d] = (float) random.nextGaussian();
        }
        code[1][0] = (float) (0.9 * code[0][0] + Math.sqrt(1 - 0.81) * code[1][0]);
        codes.add(code);
      }
      var shared = SharedInformation.of(List.of(0.1, 1.0), codes).between().get(0).get(1);
      bits += shared.bits() / 8;
      squares += shared.correlation() / 8;
    }
    assertThat(bits).isCloseTo(-0.5 * Math.log(1 - 0.81) / Math.log(2), within(0.25));
    assertThat(squares).isCloseTo(0.81 / 32, within(0.01));
  }

  /**
   * A level that repeats another follows from it; a dimension that does not vary counts nothing.
   */
  @Test
  void copiesFollowFromOneAnotherAndDeadDimensionsCountNothing() {
    List<float[][]> copies = new ArrayList<>();
    for (float[][] code : codes().subList(0, 2000)) {
      copies.add(
          new float[][] {{code[0][0], code[0][1], 4}, {code[0][1] + code[0][0], -code[0][1], 4}});
    }
    SharedInformation shared = SharedInformation.of(List.of(0.1, 1.0), copies);
    assertThat(shared.between().get(0).get(1).correlation()).isCloseTo(1, within(1e-6));
    assertThat(shared.between().get(0).get(1).bits()).isGreaterThan(20);
    assertThat(shared.between().get(0).get(1).atLeast()).isTrue();
    assertThat(shared.between().get(1).get(0).atLeast()).isTrue();
    assertThat(shared.between().get(1).get(1).atLeast()).isFalse();
  }

  /** A table of levels in disorder and images in many files, of which more are than are asked. */
  @Test
  void aTablesLevelsAreSortedAndItsFirstImagesTaken() {
    List<float[][]> codes = codes().subList(0, 60);
    List<Image> images = new ArrayList<>();
    for (int i = 0; i < codes.size(); i++) {
      images.add(new Image(String.format("%03d", i), null, i % 3 == 0 ? "test" : "train"));
    }
    int[] places = {2, 0, 1};
    Coder coder = (image, level) -> codes.get(Integer.parseInt(image.id()))[places[level]];
    List<Row> rows =
        new ArrayList<>(
            RepresentationTables.rows("encoder", "f", new float[] {10, 0.1f, 1}, images, coder, 0));
    Collections.shuffle(rows, new Random(3));
    String table = temp.resolve("codes").toString();
    SparkSessions.shared()
        .createDataFrame(rows, RepresentationTable.SCHEMA)
        .repartition(4)
        .write()
        .parquet(table);
    List<float[][]> train = new ArrayList<>();
    for (int i = 0; i < codes.size(); i++) {
      if (i % 3 != 0) {
        train.add(codes.get(i));
      }
    }

    SharedInformation shared = SharedInformation.of(SparkSessions.shared(), table, "train");

    assertThat(shared).isEqualTo(SharedInformation.of(List.of(0.1, 1.0, 10.0), train));
    assertThat(shared.images()).isEqualTo(40);
  }
}
