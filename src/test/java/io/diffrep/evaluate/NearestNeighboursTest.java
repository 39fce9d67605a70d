package io.diffrep.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class NearestNeighboursTest {
  private static List<float[]> line(float... places) {
    List<float[]> codes = new ArrayList<>();
    for (float place : places) {
      codes.add(new float[] {place});
    }
    return codes;
  }

  private static int predict(int neighbours, List<float[]> codes, int[] classes, float... code) {
    return new NearestNeighbours(codes, classes, neighbours).predict(code);
  }

  @Test
  void mostVotesWin() {
    List<float[]> codes = line(0, 1, 2, 10);
    int[] classes = {2, 1, 1, 0};

    assertThat(predict(1, codes, classes, 0.1f)).isEqualTo(2);
    assertThat(predict(3, codes, classes, 0.1f)).isEqualTo(1);
    // More neighbours than examples: all vote.
    assertThat(predict(99, codes, classes, 11)).isEqualTo(1);
  }

  @Test
  void ofAsManyVotesTheNearestNeighboursWin() {
    assertThat(predict(4, line(3, 1, 2, 4), new int[] {0, 1, 0, 1}, 0)).isEqualTo(1);
    assertThat(predict(4, line(3, 2, 1, 4), new int[] {0, 1, 0, 1}, 0)).isZero();
  }

  @Test
  void ofEquallyNearExamplesTheFirstInTheListCounts() {
    assertThat(predict(1, line(1, -1, 1), new int[] {1, 0, 2}, 0)).isEqualTo(1);
    assertThat(predict(1, line(-1, 1, 1), new int[] {0, 1, 2}, 0)).isZero();
  }

  /** Against a full sort, on a coarse grid where distances are often equal. */
  @Property(tries = 200)
  void agreesWithASort(
      @ForAll @Size(min = 1, max = 30) List<@IntRange(max = 63) Integer> points,
      @ForAll @IntRange(max = 15) int query,
      @ForAll @IntRange(min = 1, max = 12) int neighbours) {
    List<float[]> codes = points.stream().map(p -> new float[] {p % 4, p / 4 % 4}).toList();
    int[] classes = points.stream().mapToInt(p -> p / 16).toArray();
    float[] code = {query % 4, query / 4};

    List<Integer> nearest =
        IntStream.range(0, codes.size())
            .boxed()
            .sorted(
                Comparator.comparingDouble(
                        (Integer i) ->
                            Math.hypot(codes.get(i)[0] - code[0], codes.get(i)[1] - code[1]))
                    .thenComparing(i -> i))
            .limit(neighbours)
            .toList();
    Map<Integer, Long> votes = new TreeMap<>();
    nearest.forEach(i -> votes.merge(classes[i], 1L, Long::sum));
    long most = votes.values().stream().max(Comparator.naturalOrder()).orElseThrow();
    int expected =
        nearest.stream()
            .map(i -> classes[i])
            .filter(c -> votes.get(c) == most)
            .findFirst()
            .orElseThrow();

    assertThat(predict(neighbours, codes, classes, code)).isEqualTo(expected);
  }
}
