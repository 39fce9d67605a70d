package io.diffrep.cli;

import io.diffrep.bench.LocalExecutors;
import io.diffrep.bench.ScaleBench;
import io.diffrep.bench.ScaleBenchSettings;
import io.diffrep.bench.ScaleNetwork;
import io.diffrep.bench.ScaleReport;
import io.diffrep.runtime.Console;
import io.diffrep.runtime.NativeBackend;
import io.diffrep.runtime.SparkSettings;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.spark.network.util.JavaUtils;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code diffrep bench scale}: training on one and on more workers. */
@Command(
    name = "scale",
    description =
        "Trains on one and on more executors of one core, in turns: how a round's time is divided,"
            + " what averaging costs with the interval that the training chooses, and a cost model"
            + " that predicts up to 1,000 workers. Each executor takes up to 2 GB of heap and 2 GB of"
            + " native memory; there are as many as the most workers.",
    mixinStandardHelpOptions = true)
final class ScaleCommand implements Callable<Integer> {
  private static final int NATIVE_MEGABYTES = 2048;

  @Spec private CommandSpec spec;

  @Option(
      names = "--network",
      split = ",",
      defaultValue = "quickstart,middle,large",
      description = "quickstart, middle, large or tiny (default: ${DEFAULT-VALUE}).")
  private List<ScaleNetwork> networks;

  @Option(
      names = "--workers",
      split = ",",
      defaultValue = "1,2",
      description =
          "Numbers of workers, no more than there are processors; 1 is among them (default:"
              + " ${DEFAULT-VALUE}).")
  private List<Integer> workers;

  @Option(
      names = "--batch",
      defaultValue = "32",
      description = "Images per step of a worker (default: ${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--steps",
      defaultValue = "0",
      description = "Steps of a worker after the warm-up; 0: by the network (default).")
  private int steps;

  @Option(
      names = "--turns",
      defaultValue = "2",
      description = "How often each is measured (default: ${DEFAULT-VALUE}).")
  private int turns;

  @Option(
      names = "--gigabits",
      split = ",",
      defaultValue = "1,10",
      description = "Bandwidths to predict for, in Gbit/s (default: ${DEFAULT-VALUE}).")
  private List<Double> gigabits;

  @Override
  public Integer call() throws Exception {
    ScaleBenchSettings settings = settings();
    warnOfContention(settings.mostWorkers());
    NativeBackend.choose();
    Path folder = Files.createTempDirectory("diffrep-scale");
    try (LocalExecutors executors = LocalExecutors.start(settings.mostWorkers(), folder);
        Session session =
            Session.openNew(
                spec.qualifiedName(),
                new SparkSettings(executors.master(), NATIVE_MEGABYTES),
                executors.properties())) {
      return new Interruptible(spec, session)
          .run(() -> measure(settings, session, folder), () -> "It leaves nothing behind.");
    } catch (Error e) {
      // Out of memory, a library that is missing: picocli's handler is given exceptions alone.
      throw new ExecutionException(e);
    } finally {
      JavaUtils.deleteRecursively(folder.toFile());
    }
  }

  private void warnOfContention(int workers) {
    int processors = Runtime.getRuntime().availableProcessors();
    if (workers > processors) {
      PrintWriter err = spec.commandLine().getErr();
      err.printf(
          "%d workers share %d processors: how long each waits for the others is measured, too"
              + " (--workers).%n",
          workers, processors);
      err.flush();
    }
  }

  private void measure(ScaleBenchSettings settings, Session session, Path folder) {
    Console console = ((Diffrep) spec.root().userObject()).console();
    ScaleBench bench = new ScaleBench(session.spark(), settings, folder, console);
    ScaleReport report =
        new ScaleReport("scale", settings.networks().stream().map(bench::run).toList());
    spec.commandLine().getOut().println(report.markdown());
    spec.commandLine().getOut().println(report.json());
  }

  private ScaleBenchSettings settings() {
    try {
      return new ScaleBenchSettings(networks, workers, batch, steps, turns, gigabits);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
