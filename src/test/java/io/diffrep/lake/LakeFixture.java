package io.diffrep.lake;

import io.diffrep.image.Channels;
import io.diffrep.image.DecodeSettings;
import io.diffrep.runtime.Console;
import io.diffrep.store.IfExists;
import io.diffrep.testing.SparkSessions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A lake in a folder, and the tables that ingest makes of it. */
final class LakeFixture {
  static final IngestSettings SETTINGS =
      new IngestSettings(new DecodeSettings(Channels.AUTO, 1 << 20, 1 << 20), 0, 64, 1024);

  private final SparkSession spark = SparkSessions.shared();
  private final Path root;
  private final Path images;
  private final Path quarantine;

  /**
   * @param folder where lake and tables go
   */
  LakeFixture(Path folder) {
    this.root = folder.resolve("the lake");
    this.images = folder.resolve("tables/images");
    this.quarantine = folder.resolve("tables/quarantine");
  }

  LakeFixture file(String path, byte[] content) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
    return this;
  }

  Path root() {
    return root;
  }

  Path imagesDir() {
    return images;
  }

  Path quarantineDir() {
    return quarantine;
  }

  IngestSummary ingest() {
    return ingest(SETTINGS, IfExists.REFUSE);
  }

  IngestSummary ingest(IngestSettings settings, IfExists ifExists) {
    return ingest(root.toString(), settings, ifExists);
  }

  IngestSummary ingest(String input, IngestSettings settings, IfExists ifExists) {
    return Ingest.run(
        spark,
        input,
        images.toString(),
        quarantine.toString(),
        settings,
        ifExists,
        Console.silent());
  }

  Dataset<Row> images() {
    return ImageTable.read(spark, images.toString());
  }

  /** The rows of the image table by path. */
  Map<String, Row> imageRows() {
    return byPath(images());
  }

  /** The rows of the quarantine table by path. */
  Map<String, Row> quarantineRows() {
    return byPath(QuarantineTable.read(spark, quarantine.toString()));
  }

  /** The reasons of the quarantine table by path. */
  Map<String, String> reasons() {
    Map<String, String> reasons = new LinkedHashMap<>();
    quarantineRows().forEach((path, row) -> reasons.put(path, row.getAs(QuarantineTable.REASON)));
    return reasons;
  }

  private static Map<String, Row> byPath(Dataset<Row> table) {
    List<Row> rows = table.orderBy("path").collectAsList();
    Map<String, Row> byPath = new LinkedHashMap<>();
    for (Row row : rows) {
      if (byPath.put(row.getAs("path"), row) != null) {
        throw new AssertionError("two rows of one path: " + row);
      }
    }
    return byPath;
  }
}
