package io.diffrep.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.diffrep.encode.RepresentationTable;
import io.diffrep.testing.SparkSessions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class LabelDrawsTest {
  private static final Map<String, Integer> SIZES =
      new TreeMap<>(Map.of("a", 30, "b", 20, "c", 2, "d", 40));

  @Test
  void classesAreBalancedWhileTheyLast() {
    LabelDraws draws = draw(3, 7, 40);
    for (int draw = 0; draw < 3; draw++) {
      assertThat(counts(draws, draw, 4)).containsExactlyEntriesOf(sizes(1, 1, 1, 1));
      assertThat(counts(draws, draw, 8)).containsExactlyEntriesOf(sizes(2, 2, 2, 2));
      assertThat(counts(draws, draw, 38)).containsExactlyEntriesOf(sizes(12, 12, 2, 12));
    }
  }

  @Test
  void aRemainderGoesToClassesByChance() {
    LabelDraws draws = draw(30, 7, 6);
    Set<Set<String>> favoured =
        IntStream.range(0, 30)
            .mapToObj(
                draw ->
                    counts(draws, draw, 6).entrySet().stream()
                        .filter(entry -> entry.getValue() == 2)
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toSet()))
            .collect(Collectors.toSet());
    assertThat(favoured).allSatisfy(classes -> assertThat(classes).hasSize(2));
    assertThat(favoured).hasSizeGreaterThan(3);
  }

  @Test
  void aBudgetBelowTheNumberOfClassesHoldsThatManyClasses() {
    LabelDraws draws = draw(2, 7, 8);
    assertThat(counts(draws, 0, 3)).hasSize(3);
    assertThat(draws.classes(0, 3)).hasSize(3).isSorted();
    assertThat(draws.classes(1, 8)).containsExactly(0, 1, 2, 3);
  }

  @Test
  void aLargerBudgetContainsTheSmallerOnesOfItsDraw() {
    LabelDraws draws = draw(2, 7, 40);
    assertThat(members(draws, 1, 40)).containsAll(members(draws, 1, 10));
    assertThat(members(draws, 1, 10)).hasSize(10);
  }

  @Test
  void theSameSeedRepeatsTheDrawsWhateverTheOrderOfTheRows() {
    assertThat(members(draw(2, 7, 10), 1, 10)).isEqualTo(members(draw(2, 7, 10), 1, 10));
    LabelDraws shuffled = LabelDraws.draw(shuffledTable().repartition(3), cohort(), 2, 7, 10);
    assertThat(members(shuffled, 1, 10)).isEqualTo(members(draw(2, 7, 10), 1, 10));
  }

  @Test
  void anotherSeedAndAnotherDrawTakeOtherImages() {
    Set<String> first = members(draw(2, 7, 10), 0, 10);
    assertThat(members(draw(2, 7, 10), 1, 10)).isNotEqualTo(first);
    assertThat(members(draw(2, 8, 10), 0, 10)).isNotEqualTo(first);
  }

  @Test
  void everyImageOfAClassHasTheSameChance() {
    int draws = 400;
    LabelDraws drawn = draw(draws, 3, 4);
    Map<String, Integer> hits = new TreeMap<>();
    for (int draw = 0; draw < draws; draw++) {
      members(drawn, draw, 4).stream()
          .filter(id -> id.startsWith("b"))
          .forEach(id -> hits.merge(id, 1, Integer::sum));
    }
    // 400 draws of one out of 20: 20 each with a deviation of 4.4; five deviations are allowed.
    assertThat(hits).hasSize(20);
    assertThat(hits.values()).allSatisfy(count -> assertThat(count).isBetween(1, 42));
  }

  private static LabelDraws draw(int draws, long seed, int largest) {
    return LabelDraws.draw(table(rows()), cohort(), draws, seed, largest);
  }

  private static Cohort cohort() {
    return new Cohort(
        List.copyOf(SIZES.keySet()),
        SIZES.values().stream().map(Long::valueOf).toList(),
        92,
        1,
        0,
        0);
  }

  private static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    SIZES.forEach(
        (label, size) -> {
          for (int i = 0; i < size; i++) {
            rows.add(RowFactory.create(label + i, label));
          }
        });
    return rows;
  }

  private static Dataset<Row> table(List<Row> rows) {
    return SparkSessions.shared()
        .createDataFrame(
            rows,
            new StructType()
                .add(RepresentationTable.ID, DataTypes.StringType)
                .add(RepresentationTable.LABEL, DataTypes.StringType));
  }

  private static Dataset<Row> shuffledTable() {
    List<Row> rows = rows();
    Collections.shuffle(rows, new Random(1));
    return table(rows);
  }

  private static Set<String> members(LabelDraws draws, int draw, int budget) {
    return rows().stream()
        .map(row -> row.getString(0))
        .filter(id -> draws.contains(id, draw, budget))
        .collect(Collectors.toSet());
  }

  private static Map<String, Integer> counts(LabelDraws draws, int draw, int budget) {
    Map<String, Integer> counts = new TreeMap<>();
    members(draws, draw, budget).forEach(id -> counts.merge(id.substring(0, 1), 1, Integer::sum));
    return counts;
  }

  private static Map<String, Integer> sizes(int a, int b, int c, int d) {
    return new TreeMap<>(Map.of("a", a, "b", b, "c", c, "d", d));
  }
}
