package io.diffrep.sde;

import static io.diffrep.sde.Interpolation.LINEAR;
import static io.diffrep.sde.Interpolation.SPHERICAL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InterpolationTest {
  @ParameterizedTest
  @EnumSource
  void theEndsAreTheVectors(Interpolation interpolation) {
    double[][] from = {{1, 2}, {-0.5, 3}};
    double[][] to = {{-2, 0.1}, {4, 1}};
    for (int i = 0; i < 2; i++) {
      assertThat(interpolation.between(from, to, 0)[i]).containsExactly(from[i], within(1e-15));
      assertThat(interpolation.between(from, to, 1)[i]).containsExactly(to[i], within(1e-15));
    }
  }

  @Test
  void theStraightLineIsDividedEvenly() {
    assertThat(LINEAR.between(new double[][] {{1, 2}}, new double[][] {{3, -2}}, 0.25))
        .isDeepEqualTo(new double[][] {{1.5, 1}});
  }

  /** On a circle, the point at the share of the angle. */
  @Test
  void theArcIsDividedEvenlyByAngle() {
    double angle = 2.1;
    double[][] to = {{5 * Math.cos(angle), 5 * Math.sin(angle)}};
    double[] point = SPHERICAL.between(new double[][] {{5, 0}}, to, 0.3)[0];
    assertThat(point[0]).isCloseTo(5 * Math.cos(0.3 * angle), within(1e-14));
    assertThat(point[1]).isCloseTo(5 * Math.sin(0.3 * angle), within(1e-14));
  }

  /**
   * One angle for all levels: level by level the first row would stay and the second would turn.
   */
  @Test
  void levelsGoTheWayJointly() {
    double[][] from = {{1, 0}, {1, 0}};
    double[][] to = {{1, 0}, {0, 1}};
    double weight = Math.sin(Math.PI / 6) / Math.sin(Math.PI / 3);
    double[][] middle = SPHERICAL.between(from, to, 0.5);
    assertThat(middle[0]).containsExactly(new double[] {2 * weight, 0}, within(1e-14));
    assertThat(middle[1]).containsExactly(new double[] {weight, weight}, within(1e-14));
  }

  @Test
  void whereThereIsNoAngleTheWayIsStraight() {
    double[][] from = {{1, 3}};
    assertThat(SPHERICAL.between(from, new double[][] {{2, 6}}, 0.5)[0])
        .containsExactly(new double[] {1.5, 4.5}, within(1e-14));
    assertThat(SPHERICAL.between(from, new double[1][2], 0.5)[0])
        .containsExactly(new double[] {0.5, 1.5}, within(1e-14));
  }

  @Test
  void whatHasNoWayBetweenIsRefused() {
    double[][] from = {{1, 3}};
    assertThatThrownBy(() -> SPHERICAL.between(from, new double[][] {{-2, -6}}, 0.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("opposite");
    assertThatThrownBy(() -> LINEAR.between(from, new double[][] {{1, 2}, {3, 4}}, 0.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 rows of 2, 2 of 2");
    assertThatThrownBy(() -> LINEAR.between(from, new double[][] {{1}}, 0.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 rows of 2, 1 of 1");
  }
}
