package io.diffrep.sde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diffrep.sde.ProbabilityFlow.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.spark.TaskContext$;
import org.apache.spark.TaskContextImpl;
import org.apache.spark.TaskKilledException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every solver. */
class SolverTest {
  private static final int PIXELS = 16;
  private static final MixtureLaw LAW =
      new MixtureLaw(
          new double[] {0.7, 0.3},
          new double[][] {
            new double[PIXELS], Arrays.stream(new double[PIXELS]).map(zero -> 1).toArray()
          },
          0.3);

  static Stream<Solver> solvers() {
    NoiseSchedule levels = NoiseSchedule.edm(10, 0.05, 8);
    return Stream.of(levels, levels.denoising())
        .flatMap(
            schedule ->
                Stream.of(
                    new ProbabilityFlow(schedule, Method.EULER),
                    new ProbabilityFlow(schedule, Method.HEUN),
                    new PredictorCorrector(schedule, 0, 0.16, 21),
                    new PredictorCorrector(schedule, 2, 0.16, 21)));
  }

  private static double[][] start(long... images) {
    return new StartNoise.Gaussian(10).draw(8, images, PIXELS);
  }

  private static double[][] solve(Solver solver, long... images) {
    return solver.toImages(LAW, start(images), images, done -> {});
  }

  @AfterEach
  void leaveTheTask() {
    TaskContext$.MODULE$.unset();
  }

  @ParameterizedTest
  @MethodSource("solvers")
  void anImageDoesNotDependOnItsBatchAndASeedRepeatsIt(Solver solver) {
    double[][] together = solve(solver, 3, 4, 5, 1L << 40);
    assertThat(solve(solver, 3, 4, 5, 1L << 40)).isDeepEqualTo(together);
    assertThat(solve(solver, 1L << 40, 4)).isDeepEqualTo(new double[][] {together[3], together[1]});
    assertThat(solve(solver, 5)[0]).isEqualTo(together[2]);
    assertThat(together[0]).isNotEqualTo(together[1]);
  }

  @ParameterizedTest
  @MethodSource("solvers")
  void evaluationsAreToldOneByOneAndAsManyAsForetold(Solver solver) {
    List<Long> told = new ArrayList<>();
    AtomicInteger asked = new AtomicInteger();
    solver.toImages(counting(asked), start(1, 2), new long[] {1, 2}, told::add);
    assertThat(told)
        .isEqualTo(LongStream.rangeClosed(1, solver.evaluations()).boxed().toList())
        .hasSize(asked.get());
    if (solver instanceof ProbabilityFlow flow) {
      told.clear();
      flow.toNoise(LAW, start(1, 2), told::add);
      assertThat(told)
          .isEqualTo(LongStream.rangeClosed(1, flow.evaluationsToNoise()).boxed().toList());
    }
  }

  private static ScoreFunction counting(AtomicInteger asked) {
    return (y, rho) -> {
      assertThat(rho).isPositive();
      asked.incrementAndGet();
      return LAW.denoised(y, rho);
    };
  }

  /**
   * A score function may write its result where it wrote the last one; the start is the caller's.
   */
  @ParameterizedTest
  @MethodSource("solvers")
  void arraysBelongToTheirOwners(Solver solver) {
    long[] images = {1, 2};
    double[][] start = start(images);
    double[][] result = new double[2][PIXELS];
    ScoreFunction reusing =
        (y, rho) -> {
          double[][] denoised = LAW.denoised(y, rho);
          for (int i = 0; i < y.length; i++) {
            System.arraycopy(denoised[i], 0, result[i], 0, PIXELS);
          }
          return result;
        };
    double[][] solved = solver.toImages(reusing, start, images, done -> {});
    assertThat(start).isDeepEqualTo(start(images));
    assertThat(solved).isDeepEqualTo(solve(solver, images));
    assertThat(solved[0]).isNotSameAs(result[0]);
  }

  @ParameterizedTest
  @MethodSource("solvers")
  void aCancelledTaskEndsBeforeTheNextEvaluation(Solver solver) {
    TaskContextImpl task = TaskContext$.MODULE$.empty();
    TaskContext$.MODULE$.setTaskContext(task);
    AtomicInteger asked = new AtomicInteger();
    assertThatThrownBy(
            () ->
                solver.toImages(
                    counting(asked),
                    start(1),
                    new long[] {1},
                    done -> {
                      if (done == 3) {
                        task.markInterrupted("on purpose");
                      }
                    }))
        .isInstanceOf(TaskKilledException.class);
    assertThat(asked).hasValue(3);
  }

  @ParameterizedTest
  @MethodSource("solvers")
  void aPixelThatIsNotANumberIsRefusedWhereItAppears(Solver solver) {
    AtomicInteger asked = new AtomicInteger();
    ScoreFunction broken =
        (y, rho) -> {
          double[][] denoised = LAW.denoised(y, rho);
          if (asked.incrementAndGet() == 3) {
            denoised[1][7] = Double.NaN;
          }
          return denoised;
        };
    assertThatThrownBy(() -> solver.toImages(broken, start(1, 2), new long[] {1, 2}, done -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("pixel 7 of image 1 is NaN")
        .hasMessageContaining("after 2 evaluations");
  }

  @ParameterizedTest
  @MethodSource("solvers")
  void anotherNumberOfImagesOrPixelsIsRefused(Solver solver) {
    ScoreFunction fewer = (y, rho) -> Arrays.copyOf(y, 1);
    assertThatThrownBy(() -> solver.toImages(fewer, start(1, 2), new long[] {1, 2}, done -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("1 images for 2");
    ScoreFunction smaller = (y, rho) -> new double[y.length][PIXELS - 1];
    assertThatThrownBy(() -> solver.toImages(smaller, start(1), new long[] {1}, done -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("15 pixels for the 16 of image 0");
  }
}
