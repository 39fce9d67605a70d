package io.diffrep.evaluate;

import static org.apache.spark.sql.functions.col;

import io.diffrep.encode.RepresentationTable;
import io.diffrep.runtime.UsageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The images of an evaluation: what classes there are and how many images of each split carry a
 * label. Classes are those of the train split alone, so that no test label can change a fit.
 *
 * @param classes the labels of the train split, sorted; a label's place is its class index
 * @param labelled how many images of the train split each class has, by class index
 * @param trainImages images of the train split, labelled or not
 * @param testImages images of the test split that carry a label
 * @param unknownTestImages those of {@code testImages} whose class the train split lacks
 * @param unlabelledTestImages images of the test split without a label
 */
record Cohort(
    List<String> classes,
    List<Long> labelled,
    long trainImages,
    long testImages,
    long unknownTestImages,
    long unlabelledTestImages) {

  /**
   * Counts the images of a table.
   *
   * @throws UsageException if it holds too few classes or labels, or lacks a split
   */
  static Cohort of(RepresentationSet set, EvaluateSettings settings) {
    Map<String, Map<String, Long>> counts = counts(set.rows());
    Map<String, Long> train = split(counts, settings.trainSplit(), "train-split", set);
    Map<String, Long> test = split(counts, settings.testSplit(), "test-split", set);
    Map<String, Long> classes = new TreeMap<>(train);
    classes.remove("");
    if (classes.isEmpty()) {
      throw new UsageException(
          "No image of split "
              + settings.trainSplit()
              + " in "
              + set.directory()
              + " has a label, and an evaluation needs labels. Ingest a lake whose images lie in"
              + " class folders (or an IDX file with its labels) and encode it again.");
    }
    if (classes.size() == 1) {
      throw new UsageException(
          "All labelled images of split "
              + settings.trainSplit()
              + " in "
              + set.directory()
              + " have the label "
              + classes.keySet()
              + ", and a probe tells at least two classes apart. Ingest a lake with several class"
              + " folders.");
    }
    long unlabelled = test.getOrDefault("", 0L);
    long labelledTest = sum(test) - unlabelled;
    if (labelledTest == 0) {
      throw new UsageException(
          "No image of split "
              + settings.testSplit()
              + " in "
              + set.directory()
              + " has a label, so nothing can be measured. Set evaluate.test-split to a split with"
              + " labels.");
    }
    long unknown = labelledTest;
    for (String label : classes.keySet()) {
      unknown -= test.getOrDefault(label, 0L);
    }
    return new Cohort(
        List.copyOf(classes.keySet()),
        List.copyOf(classes.values()),
        sum(train),
        labelledTest,
        unknown,
        unlabelled);
  }

  /** The same images, of which fewer are tested on. */
  Cohort testedOn(long images) {
    return new Cohort(
        classes, labelled, trainImages, images, unknownTestImages, unlabelledTestImages);
  }

  /** Images of the train split that carry a label. */
  long labelledTrainImages() {
    return labelled.stream().mapToLong(Long::longValue).sum();
  }

  /** What a reader of the results should know about the images. */
  List<String> notes(EvaluateSettings settings) {
    List<String> notes = new ArrayList<>();
    if (settings.validates()) {
      notes.add(
          "Each draw is tested on the images of split "
              + settings.testSplit()
              + " that lend it no label: good to choose settings by, and no result.");
    }
    if (unknownTestImages > 0) {
      notes.add(
          unknownTestImages
              + " images of split "
              + settings.testSplit()
              + " are of classes that split "
              + settings.trainSplit()
              + " lacks; they count as errors.");
    }
    if (unlabelledTestImages > 0) {
      notes.add(
          unlabelledTestImages
              + " images of split "
              + settings.testSplit()
              + " have no label and are left out.");
    }
    return notes;
  }

  /** Images per split and label; the empty label stands for none. */
  private static Map<String, Map<String, Long>> counts(Dataset<Row> rows) {
    Map<String, Map<String, Long>> counts = new TreeMap<>();
    for (Row row :
        rows.groupBy(col(RepresentationTable.SPLIT), col(RepresentationTable.LABEL))
            .count()
            .collectAsList()) {
      String split = row.isNullAt(0) ? "" : row.getString(0);
      String label = row.isNullAt(1) ? "" : row.getString(1);
      counts.computeIfAbsent(split, key -> new TreeMap<>()).merge(label, row.getLong(2), Long::sum);
    }
    return counts;
  }

  private static Map<String, Long> split(
      Map<String, Map<String, Long>> counts, String name, String key, RepresentationSet set) {
    Map<String, Long> split = counts.get(name);
    if (split == null) {
      throw new UsageException(
          "The representation table "
              + set.directory()
              + " has no image in split "
              + name
              + "; its splits are "
              + counts.keySet()
              + ". Set evaluate."
              + key
              + " to one of them, or ingest with ingest.test-share above 0 so that a test split is"
              + " held out.");
    }
    return split;
  }

  private static long sum(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }
}
