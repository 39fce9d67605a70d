package io.diffrep.network;

import io.diffrep.engine.Engine;
import io.diffrep.engine.EngineChoice;
import io.diffrep.engine.EngineSettings;
import io.diffrep.engine.EngineSettings.Name;
import io.diffrep.engine.Graph;
import io.diffrep.engine.Precision;
import io.diffrep.engine.host.HostEngine;
import io.diffrep.engine.nd4j.Nd4jEngine;
import io.diffrep.runtime.Finding;
import io.diffrep.runtime.NativeBackend;
import io.diffrep.runtime.SparkProperties;
import io.diffrep.runtime.UsageException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which engine computes a model: chosen when its training begins, found again by its choice. */
public final class Engines {
  private static final Logger LOG = LoggerFactory.getLogger(Engines.class);
  private static final AtomicBoolean WARNED = new AtomicBoolean();

  private Engines() {}

  /**
   * Chooses for a new model.
   *
   * @param settings what the configuration says
   * @param graph the whole network; with mixed precision its convolutions are timed, once
   * @param batch images per step of a worker
   * @throws UsageException if this machine lacks what the settings name
   */
  public static EngineChoice choose(EngineSettings settings, Graph graph, int batch) {
    String name = name(settings.name());
    if (name.equals(HostEngine.NAME)) {
      return HostEngine.choose(graph, batch, settings.precision());
    }
    if (settings.precision() == Precision.MIXED) {
      throw new UsageException(
          "engine.precision is mixed, which the engine nd4j, taken here, does not compute: set it to"
              + " single");
    }
    return EngineChoice.single(name);
  }

  /**
   * The name of the engine that settings lead to on this machine.
   *
   * @throws UsageException if this machine lacks what the settings name
   */
  public static String name(Name wanted) {
    boolean cuda = NativeBackend.load().backend().equals(NativeBackend.CUDA);
    if (wanted == Name.HOST) {
      HostEngine.single();
      if (cuda) {
        throw new UsageException(
            "engine.name is host, which computes on the processor, and this build is for CUDA: set"
                + " it to auto or nd4j");
      }
      return HostEngine.NAME;
    }
    boolean host = wanted == Name.AUTO && !cuda && HostEngine.isAvailable();
    return host ? HostEngine.NAME : Nd4jEngine.NAME;
  }

  /** The choice, and what this machine computes it with. */
  public static String describe(EngineChoice choice) {
    return choice.name().equals(HostEngine.NAME) && HostEngine.isAvailable()
        ? choice + ", " + HostEngine.instructionSet()
        : choice.toString();
  }

  /**
   * What this JVM would compute with.
   *
   * @param settings what the configuration says
   * @param remedy how to give this JVM options
   */
  public static Finding finding(EngineSettings settings, UnaryOperator<String> remedy) {
    String subject = "engine";
    try {
      String name = name(settings.name());
      if (!name.equals(HostEngine.NAME)) {
        return Finding.ok(subject, name);
      }
      EngineChoice choice = new EngineChoice(name, settings.precision(), Map.of());
      if (!HostEngine.hasVectorModule()) {
        return Finding.warning(
            subject,
            describe(choice)
                + "; this JVM was started without the module jdk.incubator.vector, so that what"
                + " lies between convolutions is computed by plain loops, several times slower",
            remedy.apply(SparkProperties.KERNEL_OPTIONS));
      }
      return HostEngine.hasDirectAccess()
          ? Finding.ok(subject, describe(choice))
          : Finding.warning(
              subject,
              describe(choice)
                  + "; this JVM was started without the exports of the JDK's packages that the"
                  + " kernels reach native memory by, so that each access is checked, which takes"
                  + " up to a sixth of the speed",
              remedy.apply(SparkProperties.KERNEL_OPTIONS));
    } catch (UsageException e) {
      return Finding.failure(subject, e.getMessage(), "");
    }
  }

  /** The engine that was chosen, or the one that this machine has instead, with a warning. */
  public static Engine of(EngineChoice choice) {
    boolean cuda = NativeBackend.load().backend().equals(NativeBackend.CUDA);
    if (choice.name().equals(HostEngine.NAME) && !cuda && HostEngine.isAvailable()) {
      return HostEngine.of(choice);
    }
    if (!choice.name().equals(Nd4jEngine.NAME) && WARNED.compareAndSet(false, true)) {
      LOG.warn(
          "the model was made for the engine '{}', which this machine does not have: the engine"
              + " 'nd4j' computes it, and its numbers differ by some 1e-5 (by some 1e-2 where it"
              + " was made with mixed precision)",
          choice.name());
    }
    return Nd4jEngine.automatic();
  }
}
