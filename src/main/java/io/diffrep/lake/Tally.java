package io.diffrep.lake;

import java.io.Serializable;
import java.util.Iterator;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Row;

/** Counts of outcomes. Not a record: Kryo cannot make records. */
final class Tally implements Serializable {
  private static final long serialVersionUID = 1L;

  private final TreeMap<String, Long> splits = new TreeMap<>();
  private final TreeMap<String, Long> reasons = new TreeMap<>();
  private long pixelBytes;

  static Tally of(Iterator<Row> outcomes) {
    Tally tally = new Tally();
    while (outcomes.hasNext()) {
      Row outcome = outcomes.next();
      if (Outcome.isAccepted(outcome)) {
        tally.splits.merge(Outcome.split(outcome), 1L, Long::sum);
        tally.pixelBytes += Outcome.pixelBytes(outcome);
      } else {
        tally.reasons.merge(Outcome.reason(outcome), 1L, Long::sum);
      }
    }
    return tally;
  }

  Tally merge(Tally other) {
    other.splits.forEach((split, count) -> splits.merge(split, count, Long::sum));
    other.reasons.forEach((reason, count) -> reasons.merge(reason, count, Long::sum));
    pixelBytes += other.pixelBytes;
    return this;
  }

  long accepted() {
    return sum(splits);
  }

  long rejected() {
    return sum(reasons);
  }

  SortedMap<String, Long> splits() {
    return splits;
  }

  SortedMap<String, Long> reasons() {
    return reasons;
  }

  long pixelBytes() {
    return pixelBytes;
  }

  private static long sum(SortedMap<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }
}
