package io.diffrep.generate;

import io.diffrep.evaluate.CodeDirection;
import java.io.Serializable;
import java.util.Comparator;
import java.util.List;

/**
 * Codes of the train split, in the order of their ids, that priors and directions are fitted to.
 *
 * @param levels noise levels, rising
 * @param rows the images
 */
record TrainingCodes(List<Double> levels, List<Image> rows) {
  /** Sorts the rows. */
  TrainingCodes {
    levels = List.copyOf(levels);
    rows = rows.stream().sorted(Comparator.comparing((Image row) -> row.id)).toList();
  }

  /** An image on its way through Spark. */
  static final class Image implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String id;
    private final String label;
    private final float[][] codes;

    /**
     * @param label its class, or null
     * @param codes {@code [level][dimension]}
     */
    Image(String id, String label, float[][] codes) {
      this.id = id;
      this.label = label;
      this.codes = codes;
    }
  }

  /** The codes alone. */
  List<float[][]> codes() {
    return rows.stream().map(row -> row.codes).toList();
  }

  /** The codes with their classes. */
  CodeDirection.Labelled labelled() {
    return new CodeDirection.Labelled(
        codes(), rows.stream().map(row -> row.label == null ? "" : row.label).toList());
  }
}
