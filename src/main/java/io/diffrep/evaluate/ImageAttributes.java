package io.diffrep.evaluate;

import io.diffrep.image.ImageShape;
import io.diffrep.lake.ImageTable;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The attributes of an image table's images. */
public final class ImageAttributes {
  private ImageAttributes() {}

  /**
   * A column for each {@link ImageAttribute}, under its label, beside the image's id. An attribute
   * that an image does not have is null.
   *
   * @param images an image table
   * @return {@code id}, and arrays of double
   */
  public static Dataset<Row> of(Dataset<Row> images) {
    StructType schema = new StructType().add(ImageTable.ID, DataTypes.StringType, false);
    for (ImageAttribute attribute : ImageAttribute.values()) {
      schema =
          schema.add(
              attribute.label(), DataTypes.createArrayType(DataTypes.DoubleType, false), true);
    }
    return images
        .select(
            ImageTable.ID,
            ImageTable.CHANNELS,
            ImageTable.HEIGHT,
            ImageTable.WIDTH,
            ImageTable.PIXELS)
        .map((MapFunction<Row, Row>) ImageAttributes::row, Encoders.row(schema));
  }

  private static Row row(Row image) {
    ImageShape shape = ImageTable.shape(image);
    byte[] pixels = image.getAs(ImageTable.PIXELS);
    ImageAttribute[] attributes = ImageAttribute.values();
    Object[] values = new Object[1 + attributes.length];
    values[0] = image.getAs(ImageTable.ID);
    for (int i = 0; i < attributes.length; i++) {
      values[1 + i] = attributes[i].isSeenIn(shape) ? attributes[i].of(pixels, shape) : null;
    }
    return RowFactory.create(values);
  }
}
