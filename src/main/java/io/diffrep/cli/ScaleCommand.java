package io.diffrep.cli;

import io.diffrep.bench.LocalExecutors;
import io.diffrep.bench.ScaleBench;
import io.diffrep.bench.ScaleBenchSettings;
import io.diffrep.bench.ScaleNetwork;
import io.diffrep.bench.ScaleReport;
import io.diffrep.bench.ScaleResult;
import io.diffrep.runtime.NativeBackend;
import io.diffrep.runtime.SparkSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.apache.spark.network.util.JavaUtils;
import org.apache.spark.sql.SparkSession;
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
  public Integer call() throws IOException {
    ScaleBenchSettings settings = settings();
    NativeBackend.choose();
    Path folder = Files.createTempDirectory("diffrep-scale");
    try (LocalExecutors executors = LocalExecutors.start(settings.mostWorkers(), folder)) {
      Diffrep diffrep = (Diffrep) spec.root().userObject();
      ScaleBench bench =
          new ScaleBench(
              settings, (count, work) -> with(executors, count, work), folder, diffrep.console());
      List<ScaleResult> results = new ArrayList<>();
      settings.networks().forEach(network -> results.add(bench.run(network)));
      ScaleReport report = new ScaleReport("scale", results);
      spec.commandLine().getOut().println(report.markdown());
      spec.commandLine().getOut().println(report.json());
      return Diffrep.DONE;
    } finally {
      JavaUtils.deleteRecursively(folder.toFile());
    }
  }

  private ScaleBenchSettings settings() {
    try {
      return new ScaleBenchSettings(networks, workers, batch, steps, turns, gigabits);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private void with(LocalExecutors executors, int count, Consumer<SparkSession> work) {
    SparkSettings settings = new SparkSettings(executors.master(), NATIVE_MEGABYTES);
    try (Session session =
        Session.open(spec.qualifiedName(), settings, executors.properties(count))) {
      work.accept(session.spark());
    }
  }
}
