package io.diffrep.encode;

import io.diffrep.lake.ImageTable;
import io.diffrep.sde.ObjectiveKind;
import io.diffrep.sde.ObjectiveSettings;
import java.util.List;
import java.util.OptionalLong;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/**
 * The representation table: one row per image with its codes at each noise level. The column names
 * are public interface. Codes are arrays of float, never a Spark-only vector type, so that any
 * reader of Parquet can use them.
 */
public final class RepresentationTable {
  /** Identity of the image, as in the image table. */
  public static final String ID = ImageTable.ID;

  /** Path of the image relative to the lake's root. */
  public static final String PATH = ImageTable.PATH;

  /** Length of the source in bytes. */
  public static final String LENGTH = ImageTable.LENGTH;

  /** When the source was last modified. */
  public static final String MODIFIED = ImageTable.MODIFIED;

  /** Entity tag of the source, or null. */
  public static final String ETAG = ImageTable.ETAG;

  /** Class of the image, or null. */
  public static final String LABEL = ImageTable.LABEL;

  /** Split that the image belongs to. */
  public static final String SPLIT = ImageTable.SPLIT;

  /** Codes, {@code [level][dimension]}. */
  public static final String CODES = "codes";

  /** The noise-to-signal ratio {@code rho} of each row of the codes. */
  public static final String NOISE_LEVELS = "noise_levels";

  /**
   * Log variances of the codes, {@code [level][dimension]}; null unless the encoder is Gaussian.
   */
  public static final String LOG_VARIANCES = "log_variances";

  /** What the codes are: see {@link Source}. */
  public static final String SOURCE = "source";

  /**
   * Fingerprint of the encoding: weights, preprocessing, source, levels, engine plan. Its metadata
   * say whether the encoder was trained by labels, and by how many: see {@link #labelsSeen}.
   */
  public static final String MODEL = "model";

  /** When the row was encoded. */
  public static final String ENCODED = "encoded";

  /** The schema of the table. */
  public static final StructType SCHEMA =
      new StructType()
          .add(ID, DataTypes.StringType, false)
          .add(PATH, DataTypes.StringType, false)
          .add(LENGTH, DataTypes.LongType, false)
          .add(MODIFIED, DataTypes.TimestampType, true)
          .add(ETAG, DataTypes.StringType, true)
          .add(LABEL, DataTypes.StringType, true)
          .add(SPLIT, DataTypes.StringType, true)
          .add(CODES, DataTypes.createArrayType(matrixRow(), false), true)
          .add(NOISE_LEVELS, matrixRow(), false)
          .add(LOG_VARIANCES, DataTypes.createArrayType(matrixRow(), false), true)
          .add(SOURCE, DataTypes.StringType, false)
          .add(MODEL, DataTypes.StringType, false)
          .add(ENCODED, DataTypes.TimestampType, false);

  private static final String LABELS_SEEN = "labels-seen";

  private RepresentationTable() {}

  /**
   * The schema of a table that says by how many labels its encoder was trained.
   *
   * @param source what the codes are
   * @param objective what the model was trained for
   */
  static StructType schema(Source source, ObjectiveSettings objective) {
    if (source != Source.ENCODER || objective.kind() != ObjectiveKind.SUPERVISED) {
      return SCHEMA;
    }
    Metadata seen = new MetadataBuilder().putLong(LABELS_SEEN, objective.labels()).build();
    StructField[] fields = SCHEMA.fields().clone();
    fields[SCHEMA.fieldIndex(MODEL)] = new StructField(MODEL, DataTypes.StringType, false, seen);
    return new StructType(fields);
  }

  /**
   * By how many labels the encoder was trained: 0 for all that its training split had, empty where
   * it was trained without labels, or the table was written by a version that did not say.
   *
   * @param schema of a representation table as it was read
   */
  public static OptionalLong labelsSeen(StructType schema) {
    Metadata metadata = schema.apply(MODEL).metadata();
    return metadata.contains(LABELS_SEEN)
        ? OptionalLong.of(metadata.getLong(LABELS_SEEN))
        : OptionalLong.empty();
  }

  /**
   * The codes in a column of a row, {@code [level][dimension]}.
   *
   * @param row a row with {@link #CODES}
   * @param column the place of that column
   */
  public static float[][] codes(Row row, int column) {
    List<Seq<Float>> levels = row.getList(column);
    float[][] codes = new float[levels.size()][];
    for (int level = 0; level < codes.length; level++) {
      codes[level] = unboxed(JavaConverters.seqAsJavaList(levels.get(level)));
    }
    return codes;
  }

  private static float[] unboxed(List<Float> values) {
    float[] floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = values.get(i);
    }
    return floats;
  }

  private static ArrayType matrixRow() {
    return DataTypes.createArrayType(DataTypes.FloatType, false);
  }
}
