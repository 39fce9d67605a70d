package io.diffrep.evaluate;

import java.io.Serializable;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** A classifier that is fitted on a labelled set to show what its features are worth. */
interface Probe {
  /** Column of the feature vectors, already standardised. */
  String FEATURES = "features";

  /** Column of the labels, as MLlib wants them: 0 to the number of classes less 1, as double. */
  String LABEL = "label";

  /** The columns of a labelled set. */
  StructType SCHEMA =
      new StructType()
          .add(LABEL, DataTypes.DoubleType, false)
          .add(FEATURES, SQLDataTypes.VectorType(), false);

  /** Name of the probe in the metrics table. */
  String method();

  /** Fits the probe. Several threads may do so at once. */
  Fitted fit(LabelledSet labelled);

  /**
   * What a probe may see.
   *
   * @param rows the columns of {@link #SCHEMA}
   * @param size how many rows there are
   * @param classes how many classes there are; each has at least one row
   */
  record LabelledSet(Dataset<Row> rows, int size, int classes) {}

  /**
   * A fitted probe.
   *
   * @param classifier what predicts
   * @param converged whether the fit ended by itself rather than at its iteration limit
   */
  record Fitted(Classifier classifier, boolean converged) {}

  /** Tells the class of a feature vector. */
  interface Classifier extends Serializable {
    /** The class index that is most likely for a standardised feature vector. */
    int predict(float[] features);
  }
}
