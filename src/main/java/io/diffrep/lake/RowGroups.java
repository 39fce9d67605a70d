package io.diffrep.lake;

import io.diffrep.image.DecodedImage;
import io.diffrep.image.ImageShape;
import java.io.Closeable;
import java.io.IOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.apache.spark.sql.catalyst.catalog.ExternalCatalogUtils;

/**
 * A file of an image table, of which row groups are read one by one: for whoever wants some rows,
 * where Spark's own reader gives all. Columns that stand in the names of folders ({@code
 * split=train}) are read there, as Spark does. Not for use by several threads.
 */
public final class RowGroups implements Closeable {
  private static final List<String> COLUMNS =
      List.of(
          ImageTable.ID,
          ImageTable.SPLIT,
          ImageTable.LABEL,
          ImageTable.CHANNELS,
          ImageTable.HEIGHT,
          ImageTable.WIDTH,
          ImageTable.PIXELS);

  private final ParquetFileReader reader;
  private final MessageType columns;
  private final Map<String, String> folders;
  private final long length;

  private RowGroups(Path file, ParquetFileReader reader, long length) {
    this.reader = reader;
    this.length = length;
    MessageType all = reader.getFileMetaData().getSchema();
    columns =
        new MessageType(
            all.getName(),
            COLUMNS.stream().filter(all::containsField).map(all::getType).toArray(Type[]::new));
    folders = folders(file);
    for (String column : COLUMNS) {
      if (!columns.containsField(column) && !folders.containsKey(column)) {
        throw new IllegalArgumentException("it has no column " + column);
      }
    }
    reader.setRequestedSchema(columns);
  }

  /**
   * Opens a file and reads its footer.
   *
   * @param file a Parquet file of an image table
   * @param hadoop settings of its file system
   * @throws IOException if it is not there or cannot be read
   * @throws RuntimeException if it is no Parquet file or lacks a column
   */
  public static RowGroups open(Path file, Configuration hadoop) throws IOException {
    HadoopInputFile input = HadoopInputFile.fromPath(file, hadoop);
    ParquetFileReader reader = ParquetFileReader.open(input);
    try {
      return new RowGroups(file, reader, input.getLength());
    } catch (RuntimeException e) {
      reader.close();
      throw e;
    }
  }

  /** {@code name=value} in the names of the folders that the file lies in. */
  private static Map<String, String> folders(Path file) {
    Map<String, String> values = new HashMap<>();
    for (Path folder = file.getParent(); folder != null; folder = folder.getParent()) {
      int equals = folder.getName().indexOf('=');
      if (equals > 0) {
        values.putIfAbsent(
            folder.getName().substring(0, equals),
            ExternalCatalogUtils.unescapePathName(folder.getName().substring(equals + 1)));
      }
    }
    return values;
  }

  /** Length of the file in bytes. */
  public long length() {
    return length;
  }

  /** How many row groups there are. */
  public int count() {
    return reader.getRowGroups().size();
  }

  /** Rows of a row group, of whatever split. */
  public long rows(int group) {
    return reader.getRowGroups().get(group).getRowCount();
  }

  /** Where in the file a row group begins, in bytes. */
  public long offset(int group) {
    return reader.getRowGroups().get(group).getStartingPos();
  }

  /**
   * The images of a split in a row group, in the order in which they lie there, each made when it
   * is asked for; to be used up before the next row group is read.
   *
   * @throws IOException if the file cannot be read
   */
  public Iterator<StoredImage> images(int group, String split) throws IOException {
    if (!columns.containsField(ImageTable.SPLIT) && !split.equals(folders.get(ImageTable.SPLIT))) {
      return Collections.emptyIterator();
    }
    PageReadStore pages = reader.readRowGroup(group);
    RecordReader<Group> rows =
        new ColumnIOFactory(reader.getFileMetaData().getCreatedBy())
            .getColumnIO(columns)
            .getRecordReader(pages, new GroupRecordConverter(columns));
    return new Iterator<>() {
      private long left = pages.getRowCount();
      private Group next = advance();

      private Group advance() {
        while (left > 0) {
          left--;
          Group row = rows.read();
          if (split.equals(text(row, ImageTable.SPLIT))) {
            return row;
          }
        }
        return null;
      }

      @Override
      public boolean hasNext() {
        return next != null;
      }

      @Override
      public StoredImage next() {
        if (next == null) {
          throw new NoSuchElementException();
        }
        StoredImage image = image(next);
        next = advance();
        return image;
      }
    };
  }

  private StoredImage image(Group row) {
    ImageShape shape =
        new ImageShape(
            number(row, ImageTable.CHANNELS),
            number(row, ImageTable.HEIGHT),
            number(row, ImageTable.WIDTH));
    byte[] pixels = row.getBinary(ImageTable.PIXELS, 0).getBytes();
    return new StoredImage(
        text(row, ImageTable.ID), text(row, ImageTable.LABEL), new DecodedImage(shape, pixels));
  }

  /** The text in a column, or null. */
  private String text(Group row, String column) {
    if (!columns.containsField(column)) {
      return folders.get(column);
    }
    return row.getFieldRepetitionCount(column) == 0 ? null : row.getString(column, 0);
  }

  private int number(Group row, String column) {
    return columns.containsField(column)
        ? row.getInteger(column, 0)
        : Integer.parseInt(folders.get(column));
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
