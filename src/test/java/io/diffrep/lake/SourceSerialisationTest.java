package io.diffrep.lake;

import static org.assertj.core.api.Assertions.assertThat;

import io.diffrep.image.Channels;
import io.diffrep.image.DecodeSettings;
import io.diffrep.image.ImageRejected;
import io.diffrep.image.Reason;
import java.nio.ByteBuffer;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.JavaSerializer;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.serializer.SerializerInstance;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import scala.reflect.ClassTag$;

/** What goes to the executors and back does so with either of Spark's serialisers. */
class SourceSerialisationTest {
  private static final List<SerializerInstance> SERIALIZERS =
      List.of(
          new KryoSerializer(new SparkConf()).newInstance(),
          new JavaSerializer(new SparkConf()).newInstance());

  private static final LakeFile FILE =
      new LakeFile("a/b.png", "file:/missing/a/b.png", 7, new Timestamp(1000), "tag");

  @Test
  void sourcesArriveAsTheyWere() {
    List<Source> sources = new ArrayList<>();
    sources.add(new ImageFile(FILE));
    sources.add(new IdxImages(FILE, new IdxHeader(2, 3, 4), "test", new byte[] {9}));
    sources.add(new RejectedFile(FILE, new ImageRejected(Reason.TRUNCATED, "cut")));
    DecodeSettings settings = new DecodeSettings(Channels.AUTO, 100, 100);
    Reading reading = new Reading(new Configuration(), settings, new SplitRule(true, 0));

    for (SerializerInstance serializer : SERIALIZERS) {
      List<Source> arrived = roundTrip(serializer, sources);

      assertThat(arrived).extracting(Source::promised).containsExactly(1L, 2L, 1L);
      assertThat(arrived).extracting(Source::split).containsExactly(null, "test", null);
      for (int i = 0; i < sources.size(); i++) {
        assertThat(all(arrived.get(i).read(reading)))
            .isEqualTo(all(sources.get(i).read(reading)))
            .hasSize((int) sources.get(i).promised());
      }
    }
  }

  @Test
  void talliesArriveAsTheyWere() {
    Row rejected = Outcome.rejected("a", 1, new ImageRejected(Reason.TRUNCATED, "cut"));
    Tally tally = Tally.of(List.of(rejected, rejected).iterator());

    for (SerializerInstance serializer : SERIALIZERS) {
      Tally merged = roundTrip(serializer, tally).merge(Tally.of(List.of(rejected).iterator()));

      assertThat(merged.rejected()).isEqualTo(3);
      assertThat(merged.reasons()).containsEntry("truncated", 3L);
    }
  }

  private static List<Row> all(Iterator<Row> rows) {
    List<Row> all = new ArrayList<>();
    rows.forEachRemaining(all::add);
    return all;
  }

  private static <T> T roundTrip(SerializerInstance serializer, T value) {
    ByteBuffer bytes = serializer.serialize(value, ClassTag$.MODULE$.apply(Object.class));
    return serializer.deserialize(bytes, ClassTag$.MODULE$.apply(Object.class));
  }
}
