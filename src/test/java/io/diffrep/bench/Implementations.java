package io.diffrep.bench;

import io.diffrep.config.ConfigurationReader;
import io.diffrep.engine.Engine.Mode;
import io.diffrep.engine.EngineChoice;
import io.diffrep.engine.Graph;
import io.diffrep.engine.Precision;
import io.diffrep.engine.host.HostEngine;
import io.diffrep.engine.host.HostPlan;
import io.diffrep.image.ImageShape;
import io.diffrep.network.Architecture;
import io.diffrep.network.Architecture.Part;
import io.diffrep.network.NetworkPreset;
import io.diffrep.network.NetworkSettings;
import io.diffrep.runtime.NativeBackend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Prints what code of oneDNN the plans of all networks run that the project has a recipe for. */
final class Implementations {
  private static final int BATCH = 4;

  private Implementations() {}

  /** No arguments. */
  public static void main(String[] arguments) throws IOException {
    NativeBackend.load();
    System.out.println("instructions " + HostEngine.instructionSet());
    for (Map.Entry<String, Graph> network : networks().entrySet()) {
      Graph graph = network.getValue();
      print(network.getKey() + ", single", HostEngine.single(), graph);
      print(network.getKey() + ", loops", HostEngine.withoutVectors(), graph);
      print(network.getKey() + ", bfloat16", mixed(graph, "bfloat16"), graph);
      print(network.getKey() + ", Winograd", mixed(graph, "winograd_bfloat16"), graph);
    }
  }

  /** Mixed precision as if one method had been faster everywhere. */
  private static HostEngine mixed(Graph graph, String method) {
    Map<String, String> methods = new HashMap<>();
    graph.layout().parameters().forEach(p -> methods.put(p.name(), method));
    return HostEngine.of(new EngineChoice(HostEngine.NAME, Precision.MIXED, methods));
  }

  private static void print(String name, HostEngine engine, Graph graph) {
    for (Mode mode : Mode.values()) {
      try (HostPlan plan = engine.compile(graph, BATCH, mode)) {
        Set<String> names = new TreeSet<>(plan.implementations());
        System.out.println("plan " + name + ", " + mode + ": " + names);
      }
    }
  }

  private static Map<String, Graph> networks() throws IOException {
    Map<String, Graph> networks = new LinkedHashMap<>();
    networks.put("reference", ReferenceNetwork.whole());
    networks.put("reference's encoder", ReferenceNetwork.encoder());
    for (NetworkSettings settings : presets()) {
      for (ImageShape shape : List.of(new ImageShape(1, 28, 28), new ImageShape(3, 32, 32))) {
        for (Part part : Architecture.Network.values()) {
          if (fits(settings, shape)) {
            networks.put(
                settings + " " + shape + " " + part, new Architecture(settings, shape).graph(part));
          }
        }
      }
    }
    return networks;
  }

  /** Attention needs a feature map of its size. */
  private static boolean fits(NetworkSettings settings, ImageShape shape) {
    return settings.score().attention() == 0 || shape.height() == 32;
  }

  /** The sizes of the networks of all recipes and presets. */
  private static Set<NetworkSettings> presets() throws IOException {
    Set<NetworkSettings> presets = new HashSet<>();
    for (NetworkPreset preset : NetworkPreset.values()) {
      String assignment = "network.preset=" + preset.name().toLowerCase(Locale.ROOT);
      presets.add(ConfigurationReader.read(List.of(assignment)).network());
    }
    try (Stream<Path> files = Files.list(Path.of("conf"))) {
      files
          .filter(file -> file.toString().endsWith(".conf"))
          .forEach(file -> presets.add(ConfigurationReader.read(file, List.of()).network()));
    }
    return presets;
  }
}
