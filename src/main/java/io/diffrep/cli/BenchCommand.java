package io.diffrep.cli;

import io.diffrep.bench.PeakBench;
import io.diffrep.bench.PeakResult;
import io.diffrep.bench.StepBench;
import io.diffrep.bench.StepBenchResult;
import io.diffrep.bench.StepBenchSettings;
import io.diffrep.bench.StepBenchSettings.Work;
import io.diffrep.engine.EngineSettings;
import io.diffrep.engine.Precision;
import io.diffrep.runtime.Console;
import io.diffrep.runtime.NativeBackend;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code diffrep bench}: the measurements behind the README's figures. */
@Command(
    name = "bench",
    subcommands = ScaleCommand.class,
    description = "Measures the engines on the reference network, and how training scales.",
    synopsisSubcommandLabel = "NAME",
    commandListHeading = "%nMeasurements:%n",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  jobs/bench train",
      "  jobs/bench encode-forward --precision mixed",
      "  jobs/bench peak",
      "  jobs/bench scale --network large",
      "",
      "jobs/bench kernels [REGEXP] runs the benchmarks of single kernels (JMH) whose names match, as",
      "jobs/bench kernels Winograd does."
    })
final class BenchCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "Missing measurement: one of " + String.join(", ", spec.subcommands().keySet()));
  }

  @Command(
      name = "train",
      description = "Training steps: forward, loss, backward, Adam.",
      mixinStandardHelpOptions = true)
  private int train(@Mixin StepOptions options) {
    return options.measure(Work.TRAIN, spec);
  }

  @Command(
      name = "encode-forward",
      description = "Forward passes of the encoder.",
      mixinStandardHelpOptions = true)
  private int encodeForward(@Mixin StepOptions options) {
    return options.measure(Work.ENCODE_FORWARD, spec);
  }

  @Command(
      name = "peak",
      description = "What the core reaches at best, and how far from it the parts of a step are.",
      mixinStandardHelpOptions = true)
  private int peak(
      @Option(
              names = "--encode-forward",
              description = "Forward passes of the encoder instead of training steps.")
          boolean forward,
      @Mixin StepOptions options) {
    return options.comparePeak(forward ? Work.ENCODE_FORWARD : Work.TRAIN, spec);
  }

  /** The options of all measurements of steps. */
  static final class StepOptions {
    @Option(
        names = "--engine",
        defaultValue = "auto",
        description = "auto, host or nd4j (default: ${DEFAULT-VALUE}).")
    private EngineSettings.Name engine;

    @Option(
        names = "--precision",
        defaultValue = "single",
        description = "single or mixed (default: ${DEFAULT-VALUE}).")
    private Precision precision;

    @Option(
        names = "--batch",
        defaultValue = "32",
        description = "Images per step (default: ${DEFAULT-VALUE}).")
    private int batch;

    @Option(
        names = "--steps",
        defaultValue = "15",
        description = "Measured steps, at least 9 (default: ${DEFAULT-VALUE}).")
    private int steps;

    private StepBenchSettings settings(Work work) {
      return new StepBenchSettings(work, new EngineSettings(engine, precision), batch, steps);
    }

    private static Console console(CommandSpec spec) {
      return ((Diffrep) spec.root().userObject()).console();
    }

    /** Prints the measurement, its JSON as the last line. */
    int measure(Work work, CommandSpec spec) {
      NativeBackend.choose();
      StepBenchResult result = StepBench.run(settings(work), console(spec));
      spec.commandLine().getOut().println(result.json());
      return Diffrep.DONE;
    }

    /** Prints the step's parts, their JSON as the last line. */
    int comparePeak(Work work, CommandSpec spec) {
      NativeBackend.choose();
      PeakResult result = PeakBench.run(settings(work), console(spec));
      spec.commandLine().getOut().println(result.json());
      return Diffrep.DONE;
    }
  }
}
