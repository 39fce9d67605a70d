package io.diffrep.engine;

import io.diffrep.engine.host.HostEngine;
import io.diffrep.engine.nd4j.Nd4jEngine;
import java.util.LinkedHashMap;
import java.util.Map;

/** Every implementation of the engine: the suite runs for each, and each against the first. */
final class Engines {
  private Engines() {}

  static Map<String, Engine> all() {
    Map<String, Engine> engines = new LinkedHashMap<>();
    engines.put("nd4j fused", Nd4jEngine.automatic());
    engines.put("nd4j operations alone", Nd4jEngine.operationsAlone());
    if (HostEngine.isAvailable()) {
      engines.put("host", HostEngine.single());
      engines.put("host without vectors", HostEngine.withoutVectors());
    }
    return engines;
  }
}
