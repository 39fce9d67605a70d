package io.diffrep.lake;

import io.diffrep.image.DecodeSettings;
import io.diffrep.runtime.Requirements;
import java.io.Serializable;

/**
 * How a lake becomes an image table.
 *
 * @param decode limits and channels of the images
 * @param testShare share of the images that become the {@code test} split, 0 to 1, where the lake
 *     gives no split itself; 0 makes all of them {@code train}. The choice is a hash of the content
 *     alone, so that copies of one picture never stand on both sides
 * @param partitionMegabytes pixels per file of the table in MiB, at least 1
 * @param rowGroupImages images per row group of the files, 1 to 10,000; fewer where they are large
 */
public record IngestSettings(
    DecodeSettings decode, double testShare, int partitionMegabytes, int rowGroupImages)
    implements Serializable {
  /** With more, Parquet cuts row groups at other places than told. */
  private static final int MOST_ROWS = 10_000;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a component is out of range
   */
  public IngestSettings {
    Requirements requirements =
        new Requirements()
            .share("testShare", testShare)
            .atLeast("partitionMegabytes", partitionMegabytes, 1)
            .atLeast("rowGroupImages", rowGroupImages, 1);
    if (rowGroupImages > MOST_ROWS) {
      requirements.refuse("rowGroupImages", rowGroupImages, "must be at most " + MOST_ROWS);
    }
    requirements.enforce();
  }
}
