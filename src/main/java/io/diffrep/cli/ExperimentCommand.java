package io.diffrep.cli;

import io.diffrep.config.Configuration;
import io.diffrep.reproduce.ExperimentPlan;
import io.diffrep.reproduce.Variant;
import io.diffrep.run.Remains;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/**
 * What the experiments do alike: train several variants with several seeds in one directory, then
 * compare them.
 *
 * @param <V> the experiment's variants
 */
abstract class ExperimentCommand<V extends Variant> extends Verb {
  @Option(
      names = "--input",
      required = true,
      paramLabel = "LAKE",
      description = "The images, as ingest takes them; some must be held out.")
  private String input;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "DIR",
      description = "The experiment's directory: models, curves, tables, charts.")
  private String output;

  @Option(
      names = "--seeds",
      split = ",",
      paramLabel = "SEED",
      defaultValue = "1,2",
      description = "Seeds that every variant is trained with (default: ${DEFAULT-VALUE}).")
  private List<Long> seeds = new ArrayList<>();

  /** The variants that are trained now. */
  protected abstract List<V> variants();

  /** What is done at the end. */
  protected abstract String comparison();

  /** Where the experiment lies. */
  protected final String output() {
    return output;
  }

  /** Variants and seeds. */
  protected final ExperimentPlan<V> experiment() {
    return new ExperimentPlan<>(variants(), seeds);
  }

  /** The assignments that the options stand for. */
  protected List<String> assignments() {
    return new ArrayList<>(List.of("pipeline.input=" + input));
  }

  @Override
  protected Configuration configuration() {
    return common().configuration(assignments());
  }

  @Override
  protected void check(Configuration configuration) {
    experiment().requireTrainable(configuration.train(), configuration.model());
  }

  @Override
  protected List<String> plan(Configuration configuration) {
    List<String> steps = new ArrayList<>();
    steps.add("ingest " + input + " into " + output + "/images, unless it lies there");
    for (long seed : seeds) {
      for (V variant : variants()) {
        steps.add(
            "train "
                + variant.title()
                + " until "
                + configuration.train().images()
                + " images are seen, into "
                + model(variant, seed)
                + ", unless it is finished");
      }
    }
    steps.add(comparison() + ", in " + output);
    return steps;
  }

  @Override
  protected List<Remains.Output> outputs() {
    List<Remains.Output> outputs = new ArrayList<>();
    for (long seed : seeds) {
      for (V variant : variants()) {
        outputs.add(new Remains.Output(model(variant, seed), "weights/MANIFEST.json"));
      }
    }
    return outputs;
  }

  @Override
  protected Remains.Again again() {
    return goesOn();
  }

  private String model(V variant, long seed) {
    return output + "/" + ExperimentPlan.model(variant, seed);
  }
}
