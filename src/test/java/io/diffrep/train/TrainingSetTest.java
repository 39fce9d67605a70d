package io.diffrep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diffrep.image.ImageShape;
import io.diffrep.image.Normalisation;
import io.diffrep.image.PixelHistogram;
import io.diffrep.lake.ImageTable;
import io.diffrep.runtime.Console;
import io.diffrep.runtime.KryoRegistrations;
import io.diffrep.runtime.UsageException;
import io.diffrep.testing.ImageTables;
import io.diffrep.testing.SparkSessions;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.JavaSerializer;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.serializer.SerializerInstance;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.util.LongAccumulator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.reflect.ClassTag$;

class TrainingSetTest {
  private final SparkSession spark = SparkSessions.shared();
  private final LongAccumulator counter = spark.sparkContext().longAccumulator("rows of a test");
  private final StringWriter out = new StringWriter();
  @TempDir private Path folder;

  /** Three files of a row group each, with rows of train and test in it. */
  @BeforeEach
  void writeImages() {
    ImageTables.write(path("images"), 100, new ImageShape(1, 8, 8), 2);
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  private TrainingSet load(String table, String split) {
    Console console = Console.ofLines(new PrintWriter(out), new PrintWriter(out));
    return TrainingSet.load(spark, path(table), Selection.ofSplit(split), console);
  }

  private Dataset<Row> rows(String table, String split) {
    return ImageTable.read(spark, path(table)).filter("split = '" + split + "'");
  }

  /** Keys of the images that the chunks of a set hold. */
  private Set<Long> keys(TrainingSet set) {
    Set<Long> keys = new TreeSet<>();
    for (Chunk chunk : set.chunks()) {
      for (TrainingImage image : set.reader().value().images(chunk, counter)) {
        assertThat(keys.add(image.key())).isTrue();
      }
    }
    return keys;
  }

  private Set<Long> keys(Dataset<Row> rows) {
    return new TreeSet<>(
        rows.select(ImageTable.ID).as(Encoders.STRING()).collectAsList().stream()
            .map(id -> Long.parseUnsignedLong(id.substring(0, 16), 16))
            .toList());
  }

  private List<Path> parquet(String table) throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve(table))) {
      return files.filter(file -> file.toString().endsWith(".parquet")).sorted().toList();
    }
  }

  @Test
  void theChunksHoldTheImagesOfTheSplitAndNoOthers() {
    for (String split : List.of("train", "test")) {
      try (TrainingSet set = load("images", split)) {
        assertThat(set.chunks()).hasSize(3);
        assertThat(set.count()).isEqualTo(split.equals("train") ? 75 : 25);
        assertThat(keys(set)).isEqualTo(keys(rows("images", split)));
        assertThat(set.shape()).isEqualTo(new ImageShape(1, 8, 8));
      }
    }
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void theNormalisationIsThatOfTheSplit() {
    PixelHistogram histogram = new PixelHistogram(1);
    rows("images", "train")
        .select(ImageTable.PIXELS)
        .collectAsList()
        .forEach(row -> histogram.add(row.<byte[]>getAs(0)));
    Normalisation expected = histogram.normalisation();
    try (TrainingSet set = load("images", "train")) {
      assertThat(set.normalisation()).isEqualTo(expected);
    }
  }

  @Test
  void aTableInFoldersOfSplitsHasTheSameImages() {
    rows("images", "train")
        .union(rows("images", "test").withColumn("split", functions.lit("a b=c")))
        .write()
        .partitionBy(ImageTable.SPLIT)
        .parquet(path("folders"));
    try (TrainingSet set = load("folders", "train")) {
      assertThat(keys(set)).isEqualTo(keys(rows("images", "train")));
    }
    try (TrainingSet set = load("folders", "a b=c")) {
      assertThat(keys(set)).isEqualTo(keys(rows("images", "test")));
    }
  }

  @Test
  void aTableThatIsNotKnownToBeShuffledIsRemarkedOn() {
    spark
        .createDataFrame(rows("images", "train").toJavaRDD(), ImageTable.SCHEMA)
        .write()
        .parquet(path("old"));
    try (TrainingSet set = load("old", "train")) {
      assertThat(keys(set)).isEqualTo(keys(rows("images", "train")));
    }
    assertThat(out.toString()).contains(path("old"), "random order", "diffrep ingest");
  }

  @Test
  void imagesOfSeveralShapesAreRefusedWithTheirCounts() {
    ImageTables.write(path("larger"), 8, new ImageShape(3, 8, 10), 3);
    spark.read().parquet(path("larger")).write().mode(SaveMode.Append).parquet(path("images"));
    assertThatThrownBy(() -> load("images", "train"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("several shapes in split 'train'")
        .hasMessageContaining("[[1, 8, 8, 75], [3, 8, 10, 6]]")
        .hasMessageContaining("ingest.channels");
  }

  @Test
  void aSplitWithoutImagesIsRefusedWithTheSplitsThatThereAre() {
    assertThatThrownBy(() -> load("images", "validation"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("no image in split 'validation', only in [test, train]")
        .hasMessageContaining("train.split");
  }

  @Test
  void pixelsThatDoNotFillTheirShapeAreFoundBeforeTheTraining() {
    rows("images", "train")
        .withColumn(ImageTable.WIDTH, functions.lit(9))
        .write()
        .parquet(path("wrong"));
    assertThatThrownBy(() -> load("wrong", "train"))
        .hasMessageContaining("row group 0 of file:" + path("wrong"))
        .hasMessageContaining("64 bytes are no image of shape 1x8x9");
  }

  @Test
  void aTableThatWasNotWrittenToItsEndIsRefused() throws IOException {
    Files.delete(folder.resolve("images/_SUCCESS"));
    assertThatThrownBy(() -> load("images", "train"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("not written to its end");
  }

  @Test
  void theFingerprintIsThatOfTheTableWhereverItLies() throws IOException {
    String first = fingerprint("images", "train");
    assertThat(first).matches("[0-9a-f]{64}");
    assertThat(fingerprint("images", "test")).isNotEqualTo(first);
    Files.move(folder.resolve("images"), folder.resolve("moved"));
    assertThat(fingerprint("moved", "train")).isEqualTo(first);
    ImageTables.write(path("images"), 100, new ImageShape(1, 8, 8), 2);
    assertThat(fingerprint("images", "train")).isNotEqualTo(first);
  }

  private String fingerprint(String table, String split) {
    try (TrainingSet set = load(table, split)) {
      return set.fingerprint();
    }
  }

  @Test
  void aFileThatVanishedOrChangedIsNamedWithItsRowGroupAndTheWayOut() throws IOException {
    try (TrainingSet set = load("images", "train")) {
      List<Path> files = parquet("images");
      Files.delete(files.get(0));
      ImageTables.write(path("other"), 60, new ImageShape(1, 8, 8), 9);
      replace(files.get(1), parquet("other").get(0));
      for (int i = 0; i < 2; i++) {
        Chunk chunk = set.chunks().get(i);
        assertThatThrownBy(() -> set.reader().value().images(chunk, counter))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("row group 0 of file:" + files.get(i))
            .hasMessageContaining(i == 0 ? "does not exist" : "was changed (length: ")
            .hasMessageContaining("start the training anew");
      }
      assertThat(set.reader().value().images(set.chunks().get(2), counter)).isNotEmpty();
    }
  }

  /** As a file system would that Hadoop keeps no checksums beside. */
  private static void replace(Path file, Path by) throws IOException {
    Files.copy(by, file, StandardCopyOption.REPLACE_EXISTING);
    Files.delete(file.resolveSibling("." + file.getFileName() + ".crc"));
  }

  @Test
  void aFileThatIsNoneIsNamedWhenTheTableIsLookedThrough() throws IOException {
    List<Path> files = parquet("images");
    Files.writeString(files.get(2), "no Parquet");
    assertThatThrownBy(() -> load("images", "train"))
        .hasMessageContaining("row group 0 of file:" + files.get(2));
  }

  @Test
  void aChunkThatIsAskedForAgainIsNotReadAgain() {
    counter.reset();
    try (TrainingSet set = load("images", "train")) {
      ChunkReader reader = set.reader().value();
      Chunk chunk = set.chunks().get(0);
      List<TrainingImage> images = reader.images(chunk, counter);
      assertThat(counter.value()).isEqualTo(chunk.rows());
      assertThat(reader.images(chunk, counter)).isSameAs(images);
      assertThat(counter.value()).isEqualTo(chunk.rows());
      reader.images(set.chunks().get(1), counter);
      assertThat(counter.value()).isEqualTo(chunk.rows() + set.chunks().get(1).rows());
    }
  }

  /** What goes to the executors and back does so with either of Spark's serialisers. */
  @Test
  void readersSurveysAndSharesArriveAsTheyWere() {
    SparkConf conf =
        new SparkConf(false).set("spark.kryo.registrator", KryoRegistrations.class.getName());
    try (TrainingSet set = load("images", "train")) {
      ChunkReader reader = set.reader().value();
      List<List<Slice>> shares = new EpochOrder(set.chunks(), 1).shares(0, 100, 2);
      for (SerializerInstance serializer :
          List.of(new KryoSerializer(conf).newInstance(), new JavaSerializer(conf).newInstance())) {
        ChunkReader arrived = copy(serializer, reader);
        assertThat(arrived.images(set.chunks().get(0), counter))
            .usingRecursiveComparison()
            .isEqualTo(reader.images(set.chunks().get(0), counter));
        assertThat(copy(serializer, shares)).isEqualTo(shares);
        Survey survey =
            copy(
                serializer,
                Survey.of(List.of(set.chunks().get(1).file()).iterator(), arrived, counter));
        assertThat(survey.chunks()).containsExactly(set.chunks().get(1));
        assertThat(survey.shapes()).containsOnlyKeys(set.shape());
      }
    }
  }

  private static <T> T copy(SerializerInstance serializer, T value) {
    return serializer.deserialize(
        serializer.serialize(value, ClassTag$.MODULE$.apply(Object.class)),
        ClassTag$.MODULE$.apply(Object.class));
  }
}
