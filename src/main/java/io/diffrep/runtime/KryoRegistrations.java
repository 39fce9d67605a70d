package io.diffrep.runtime;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.serializer.KryoRegistrator;
import org.nd4j.kryo.Nd4jRegistrator;

/**
 * What Kryo must know where {@code spark.serializer} names it: ND4J's arrays, which it would write
 * empty, and records and the JDK's immutable collections, which it cannot make again (Kryo 4 sets
 * fields after construction) and leaves to Java's own serialisation.
 */
public final class KryoRegistrations implements KryoRegistrator {
  /** Made by Spark, by the name in {@code spark.kryo.registrator}. */
  public KryoRegistrations() {}

  @Override
  public void registerClasses(Kryo kryo) {
    // ND4J's registrator loads the native library.
    NativeBackend.choose();
    new Nd4jRegistrator().registerClasses(kryo);
    kryo.addDefaultSerializer(Record.class, JavaSerializer.class);
    for (Object immutable :
        List.of(List.of(), List.of(1), Set.of(), Set.of(1), Map.of(), Map.of(1, 1))) {
      kryo.addDefaultSerializer(immutable.getClass(), JavaSerializer.class);
    }
  }
}
