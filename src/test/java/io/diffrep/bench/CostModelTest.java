package io.diffrep.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CostModelTest {
  private static final long MEGABYTE = 1 << 20;
  private static final double FAST = Double.POSITIVE_INFINITY;
  private static final Offset<Double> EXACT = within(1e-9);

  /** 8 MB of state; a step of 32 images takes 0.32 s. */
  private static final CostModel MODEL =
      new CostModel(0.01, 32, 8 * MEGABYTE, 0.03, 0.001, 0.005, 4e-9, 3e-9, 2e-9, 1e-9, 0.05);

  /** The same where nothing takes time but the steps and the links. */
  private static final CostModel LINKS =
      new CostModel(0.01, 32, 8 * MEGABYTE, 0, 0, 0, 0, 0, 0, 0, 0.05);

  private static double bytes(double megabytes) {
    return megabytes * MEGABYTE;
  }

  @Test
  void oneWorkerPaysForSendingBringingAndAddingOnce() {
    assertThat(MODEL.overheadSeconds(1, FAST, 2))
        .isEqualTo(0.03 + bytes(8) * (4e-9 + 3e-9 + 1e-9), EXACT);
    assertThat(MODEL.seconds(1, 10, FAST, 2)).isEqualTo(10 * 0.32 + 0.03 + bytes(8) * 8e-9, EXACT);
  }

  @Test
  void withoutATreeEachFurtherWorkerCostsTheDriverTheSame() {
    double further = 0.001 + bytes(8) * (2e-9 + 1e-9);
    for (int workers : new int[] {2, 3, 10, 1000}) {
      assertThat(MODEL.overheadSeconds(workers, FAST, 1) - MODEL.overheadSeconds(1, FAST, 1))
          .isEqualTo((workers - 1) * further, EXACT);
    }
  }

  /**
   * By hand, in megabytes over the slowest links: 8 to each worker and 4 for each time that the
   * last block is passed on; then all results into the driver, or 8 into each adding executor for
   * each of its group, and 16 of each group into the driver.
   */
  @ParameterizedTest
  @CsvSource({
    "1, 1, 8 + 0, 8",
    "2, 1, 8 + 4, 16",
    "3, 1, 8 + 4, 24",
    "4, 1, 8 + 8, 32",
    "4, 2, 8 + 8, 32", // Few are taken as they are.
    "64, 1, 8 + 24, 512",
    "64, 2, 8 + 24, 8 * 8 + 8 * 16",
    "1000, 1, 8 + 36, 8000",
    "1000, 2, 8 + 36, 32 * 8 + 32 * 16",
    "1000, 3, 8 + 36, 16 * 8 + 16 * 16 + 4 * 16"
  })
  void linksTakeWhatGoesThroughThem(int workers, int depth, String sent, String brought) {
    double bandwidth = bytes(100);
    assertThat(LINKS.overheadSeconds(workers, bandwidth, depth))
        .isEqualTo((sum(sent) + sum(brought)) / 100, EXACT);
  }

  private static double sum(String products) {
    double sum = 0;
    for (String product : products.split("\\+")) {
      double value = 1;
      for (String factor : product.split("\\*")) {
        value *= Double.parseDouble(factor.strip());
      }
      sum += value;
    }
    return sum;
  }

  @Test
  void aSmallStateIsSentInOneBlock() {
    CostModel small = new CostModel(0.01, 32, MEGABYTE, 0, 0, 0, 0, 0, 0, 0, 0.05);
    assertThat(small.overheadSeconds(7, bytes(1), 1)).isEqualTo(1 + 2 + 7, EXACT);
  }

  /** 64 workers in groups of 8, whose sums are of twice the bytes: 8 of them. */
  @Test
  void aTreeAddsAStageAndSparesTheDriverMostResults() {
    double send = bytes(8) * 4e-9;
    double groups = 0.005 + 7 * 0.001 + bytes(8) * (3e-9 + 7 * 2e-9 + 8 * 1e-9);
    double driver = bytes(16) * (3e-9 + 7 * 2e-9 + 8 * 1e-9);
    assertThat(MODEL.overheadSeconds(64, FAST, 2))
        .isEqualTo(0.03 + 63 * 0.001 + send + groups + driver, EXACT);
    assertThat(MODEL.driverBytes(64, 2)).isEqualTo(8 * 16 * MEGABYTE);
    assertThat(MODEL.driverBytes(64, 1)).isEqualTo(64 * 8 * MEGABYTE);
  }

  @Test
  void seldomAveragingCostsNothing() {
    assertThat(MODEL.imagesPerSecond(100, 1_000_000_000, bytes(100), 2))
        .isCloseTo(100 / 0.01, within(1e-3));
  }

  /** Overhead 0.1 s beside steps of 1 s: 5 % of a round are kept by two steps. */
  @Test
  void theIntervalIsTheOneThatATrainingWouldChoose() {
    CostModel model = new CostModel(0.1, 10, MEGABYTE, 0.1, 0, 0, 0, 0, 0, 0, 0.05);
    assertThat(model.interval(1, FAST, 2)).isEqualTo(2);
    assertThat(model.efficiency(1, FAST, 2)).isEqualTo(2 / 2.1, EXACT);
  }

  /** Overhead 0.1 s beside steps of 1 s: 1 % of a round is kept by ten steps. */
  @Test
  void aSmallerShareTakesALongerInterval() {
    CostModel model = new CostModel(0.1, 10, MEGABYTE, 0.1, 0, 0, 0, 0, 0, 0, 0.01);
    assertThat(model.interval(1, FAST, 2)).isEqualTo(10);
  }

  /** At the longest interval, of 100 steps of 1 s, each worker costs the driver 1 s. */
  @Test
  void averagingStopsToScaleWhereTheDriverIsBusyAsLongAsTheWorkers() {
    CostModel model = new CostModel(0.1, 10, MEGABYTE, 0, 1, 0, 0, 0, 0, 0, 0.05);
    // 100 / (100 + n - 1) is below 0.9 from n - 1 > 11.1, and below a half from n - 1 > 100.
    assertThat(model.firstBelow(0.9, FAST, 1, 1000)).isEqualTo(13);
    assertThat(model.firstBelow(0.5, FAST, 1, 1000)).isEqualTo(102);
    assertThat(model.firstBelow(0.5, FAST, 1, 101)).isZero();
  }

  @Test
  void theConstantsAreThoseOfOneWorkersRound() {
    RoundSplit split = new RoundSplit(10, 320, 0.04, 3.2, 0.012, 0.05);
    CostModel model =
        CostModel.of(
            ScaleRun.of(1, 32, List.of(split)),
            new RateProbe(0.01, 0.001, 1e-8, 2e-9),
            100_000,
            0.05);
    assertThat(model.stateBytes()).isEqualTo(1_200_000);
    assertThat(model.imageSeconds()).isEqualTo(0.01, EXACT);
    assertThat(model.seconds(1, 10, FAST, 2)).isEqualTo(split.seconds(), EXACT);
    assertThat(model.overheadSeconds(2, FAST, 2))
        .isEqualTo(split.overhead() + 0.001 + 1_200_000 * 2e-9 + 0.012, EXACT);
    assertThat(model.withBatch(16).stepSeconds()).isEqualTo(0.16, EXACT);
  }

  @Property
  void moreWorkersCostMoreAndDoMoreAltogether(
      @ForAll @IntRange(min = 1, max = 2000) int workers,
      @ForAll @IntRange(min = 1, max = 100) int steps,
      @ForAll @DoubleRange(min = 1e6, max = 1e10) double bandwidth) {
    assertThat(MODEL.overheadSeconds(workers + 1, bandwidth, 1))
        .isGreaterThan(MODEL.overheadSeconds(workers, bandwidth, 1));
    assertThat(MODEL.imagesPerSecond(workers, steps, bandwidth, 1)).isLessThan(workers / 0.01);
    assertThat(MODEL.imagesPerSecond(workers + 1, steps, FAST, 1))
        .isGreaterThan(MODEL.imagesPerSecond(workers, steps, FAST, 1));
  }

  @Property
  void fasterLinksAndLongerIntervalsCostLess(
      @ForAll @IntRange(min = 1, max = 2000) int workers,
      @ForAll @IntRange(min = 1, max = 100) int steps,
      @ForAll @IntRange(min = 1, max = 3) int depth,
      @ForAll @DoubleRange(min = 1e6, max = 1e10) double bandwidth) {
    assertThat(MODEL.seconds(workers, steps, 2 * bandwidth, depth))
        .isLessThan(MODEL.seconds(workers, steps, bandwidth, depth))
        .isGreaterThan(MODEL.seconds(workers, steps, FAST, depth));
    assertThat(MODEL.imagesPerSecond(workers, steps + 1, bandwidth, depth))
        .isGreaterThan(MODEL.imagesPerSecond(workers, steps, bandwidth, depth));
    assertThat(MODEL.efficiency(workers, bandwidth, depth)).isBetween(0.0, 1.0);
  }

  @Property
  void manyResultsReachTheDriverFasterByATree(
      @ForAll @IntRange(min = 16, max = 10_000) int workers,
      @ForAll @DoubleRange(min = 1e6, max = 1e10) double bandwidth) {
    assertThat(LINKS.overheadSeconds(workers, bandwidth, 2))
        .isLessThan(LINKS.overheadSeconds(workers, bandwidth, 1));
    assertThat(LINKS.driverBytes(workers, 2)).isLessThan(LINKS.driverBytes(workers, 1));
  }
}
