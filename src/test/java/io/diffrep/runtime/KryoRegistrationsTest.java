package io.diffrep.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.serializer.SerializerInstance;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import scala.reflect.ClassTag$;

class KryoRegistrationsTest {
  private final SerializerInstance kryo =
      new KryoSerializer(
              new SparkConf(false).set("spark.kryo.registrator", KryoRegistrations.class.getName()))
          .newInstance();

  private record Pair(String name, List<Integer> values) implements Serializable {}

  @Test
  void arraysKeepTheirNumbers() {
    INDArray array = Nd4j.createFromArray(1f, 2f, 3f, 4f).reshape(2, 2);

    assertThat(copy(array)).isEqualTo(array);
  }

  @Test
  void recordsAndImmutableCollectionsComeBack() {
    for (Object value :
        List.of(
            new Pair("a", List.of(1, 2, 3)),
            List.of(),
            List.of(1),
            List.of(1, 2, 3),
            Set.of(1),
            Set.of(1, 2, 3),
            Map.of(),
            Map.of(1, 2),
            Map.of(1, 2, 3, 4))) {
      assertThat(copy(value)).isEqualTo(value);
    }
  }

  private <T> T copy(T value) {
    return kryo.deserialize(
        kryo.serialize(value, ClassTag$.MODULE$.apply(Object.class)),
        ClassTag$.MODULE$.apply(Object.class));
  }
}
