package io.diffrep.cli;

import io.diffrep.bench.LocalExecutors;
import io.diffrep.bench.ScaleBench;
import io.diffrep.bench.ScaleBenchSettings;
import io.diffrep.bench.ScaleNetwork;
import io.diffrep.bench.ScaleReport;
import io.diffrep.runtime.Cancellation;
import io.diffrep.runtime.Console;
import io.diffrep.runtime.NativeBackend;
import io.diffrep.runtime.SparkSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
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
            + " that predicts up to 1,000 workers.",
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
      description = "Numbers of workers; 1 is among them (default: ${DEFAULT-VALUE}).")
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
    NativeBackend.choose();
    Cancellation cancellation = ((Diffrep) spec.root().userObject()).cancellation();
    Path folder = Files.createTempDirectory("diffrep-scale");
    try (LocalExecutors executors = LocalExecutors.start(settings.mostWorkers(), folder);
        Session session =
            Session.open(
                spec.qualifiedName(),
                new SparkSettings(executors.master(), NATIVE_MEGABYTES),
                executors.properties())) {
      cancellation.begin(session::cancelJobs);
      print(measure(settings, session, folder));
      return Diffrep.DONE;
    } catch (Exception e) {
      // All, since Spark throws exceptions that it does not declare.
      if (cancellation.isRequested()) {
        return cancellation.exitCode();
      }
      throw e;
    } finally {
      cancellation.unwound();
      JavaUtils.deleteRecursively(folder.toFile());
    }
  }

  private ScaleReport measure(ScaleBenchSettings settings, Session session, Path folder) {
    Console console = ((Diffrep) spec.root().userObject()).console();
    ScaleBench bench = new ScaleBench(session.spark(), settings, folder, console);
    return new ScaleReport("scale", settings.networks().stream().map(bench::run).toList());
  }

  private void print(ScaleReport report) {
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
