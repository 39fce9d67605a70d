package io.diffrep.reproduce;

import io.diffrep.config.Configuration;
import io.diffrep.encode.Encoding;
import io.diffrep.encode.Source;
import io.diffrep.evaluate.CodeMeasurement;
import io.diffrep.evaluate.CodeMeasures;
import io.diffrep.evaluate.ImageAttributes;
import io.diffrep.generate.CodePlane;
import io.diffrep.generate.Generator;
import io.diffrep.model.Model;
import io.diffrep.model.ModelSettings;
import io.diffrep.report.Charts;
import io.diffrep.report.Plot;
import io.diffrep.runtime.Console;
import io.diffrep.runtime.Progress;
import io.diffrep.runtime.UsageException;
import io.diffrep.store.IfExists;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * How much detail codes hold by the law of noise levels and its weighting: the same small encoder
 * trained under each, measured against images seen.
 */
public final class DetailExperiment {
  private static final String PLANES = "planes/";

  private final SparkSession spark;
  private final Configuration configuration;
  private final ExperimentDirectory directory;
  private final ExperimentPlan<DetailVariant> plan;
  private final Console console;
  private final Dataset<Row> images;
  private final Map<String, DetailStates> looked = new HashMap<>();

  private DetailExperiment(
      SparkSession spark,
      Configuration configuration,
      ExperimentDirectory directory,
      ExperimentPlan<DetailVariant> plan,
      Console console) {
    this.spark = spark;
    this.configuration = configuration;
    this.directory = directory;
    this.plan = plan;
    this.console = console;
    images = directory.images();
  }

  /**
   * Trains what is not finished of the plan, in a directory of its own, so that it can be run in
   * pieces; measures every state of it that is kept, each once; compares all that was measured with
   * these seeds, by other processes, too.
   *
   * @param spark the session
   * @param configuration settings of all variants; {@code pipeline.input} names the lake
   * @param output the experiment's directory
   * @param plan what is to be trained and measured
   * @param ifExists whether a directory that exists is replaced; otherwise it goes on
   * @param console shows how far it is, and takes the tables
   * @throws UsageException if the directory was begun with other settings or holds something else,
   *     or, before anything is written, if the splits of the evaluation are one, or, before any
   *     training, if they do not have labelled images of two classes each
   */
  public static DetailComparison run(
      SparkSession spark,
      Configuration configuration,
      String output,
      ExperimentPlan<DetailVariant> plan,
      IfExists ifExists,
      Console console) {
    try {
      DetailExperiment experiment = open(spark, configuration, output, plan, ifExists, console);
      experiment.directory.train(plan);
      return experiment.compare();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the experiment " + output, e);
    }
  }

  /**
   * The same without training: of trainings that are not at their end, what is there is measured.
   *
   * @param plan what is to be measured
   * @throws UsageException if no experiment was begun there, or as {@link #run}
   */
  public static DetailComparison measure(
      SparkSession spark,
      Configuration configuration,
      String output,
      ExperimentPlan<DetailVariant> plan,
      Console console) {
    try {
      ExperimentDirectory.requireBegun(spark, output);
      return open(spark, configuration, output, plan, IfExists.REFUSE, console).compare();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the experiment " + output, e);
    }
  }

  private static DetailExperiment open(
      SparkSession spark,
      Configuration configuration,
      String output,
      ExperimentPlan<DetailVariant> plan,
      IfExists ifExists,
      Console console)
      throws IOException {
    check(configuration, plan);
    ExperimentDirectory directory =
        ExperimentDirectory.open(spark, configuration, output, ifExists, console);
    directory.ingest();
    ExperimentImages.requireClasses(directory.images(), configuration);
    return new DetailExperiment(spark, configuration, directory, plan, console);
  }

  /**
   * Looks for what would end the experiment after its trainings.
   *
   * @throws UsageException if the splits of the evaluation are one, if models are trained on the
   *     one that they are compared on, or if a variant's codes cannot be had at {@code
   *     encode.noise-levels}
   */
  public static void check(Configuration configuration, ExperimentPlan<DetailVariant> plan) {
    configuration.measures().requireTwoSplits();
    ExperimentImages.requireUnseen(
        configuration.train(), configuration.measures().testSplit(), "evaluate.test-split");
    for (DetailVariant variant : plan.variants()) {
      ModelSettings model = variant.model(configuration.model());
      configuration
          .encode()
          .mistake(
              Source.ENCODER, model.noise().noiseLaw(), model.network(), "the variant " + variant)
          .ifPresent(
              mistake -> {
                throw new UsageException(mistake + ", or network.encoder to static");
              });
    }
  }

  private DetailComparison compare() throws IOException {
    measure();
    List<DetailRuns> variants = measured();
    DetailComparison comparison =
        DetailComparison.of(
            variants,
            configuration.train().images(),
            configuration.network().codeSize(),
            configuration.measures().neighbours());
    directory.write("curve.csv", DetailPage.csv(variants));
    directory.write("summary.json", comparison.json() + "\n");
    List<String> charts = new ArrayList<>();
    if (!comparison.rows().isEmpty() && directory.draw("curve.svg", DetailPage.curves(variants))) {
      charts.add("curve.svg");
    }
    if (!comparison.difference().isEmpty()
        && directory.draw("difference.svg", DetailPage.difference(comparison))) {
      charts.add("difference.svg");
    }
    String markdown = DetailPage.markdown(comparison, charts, planes());
    directory.write("summary.md", markdown);
    console.println("");
    console.println(markdown);
    return comparison;
  }

  /** Measures what is new of the plan. */
  private void measure() throws IOException {
    List<DetailStates> all = new ArrayList<>();
    int states = 0;
    for (long seed : plan.seeds()) {
      for (DetailVariant variant : plan.variants()) {
        DetailStates kept = states(variant, seed);
        all.add(kept);
        states += kept.rounds().size();
      }
    }
    Dataset<Row> attributes = ImageAttributes.of(images).persist();
    try (Progress progress = console.progress("measure codes", "states", states)) {
      for (DetailStates kept : all) {
        kept.measure(model -> measures(model, attributes), progress);
      }
    } finally {
      attributes.unpersist();
    }
  }

  /** With the states that were kept when they were first looked for: trainings may go on. */
  private DetailStates states(DetailVariant variant, long seed) throws IOException {
    String run = ExperimentPlan.run(variant, seed);
    DetailStates states = looked.get(run);
    if (states == null) {
      states = new DetailStates(directory, variant, seed);
      looked.put(run, states);
    }
    return states;
  }

  private CodeMeasures measures(Model model, Dataset<Row> attributes) {
    return CodeMeasurement.run(
        spark,
        Encoding.rows(spark, images, model, "the model", configuration.encode()),
        attributes,
        configuration.measures());
  }

  /** All that was measured with the plan's seeds, whoever did so. */
  private List<DetailRuns> measured() throws IOException {
    List<DetailRuns> variants = new ArrayList<>();
    for (DetailVariant variant : DetailVariant.values()) {
      List<DetailRun> runs = new ArrayList<>();
      for (long seed : plan.seeds()) {
        List<MeasuredState> states = states(variant, seed).measured();
        if (!states.isEmpty()) {
          runs.add(new DetailRun(variant, seed, states));
        }
      }
      if (!runs.isEmpty()) {
        variants.add(new DetailRuns(variant, runs));
      }
    }
    return variants;
  }

  /**
   * Draws the newest codes of the plan's variants with its first seed that has any, where they are
   * points of a plane, and images decoded from a grid of such codes.
   *
   * @return the names of all such pictures in the directory
   */
  private List<String> planes() throws IOException {
    for (DetailVariant variant : plan.variants()) {
      for (long seed : plan.seeds()) {
        if (!states(variant, seed).rounds().isEmpty()) {
          Model model = directory.model(variant, seed).load();
          if (CodePlane.fits(model)) {
            draw(variant, model);
          }
          break;
        }
      }
    }
    return directory.names(PLANES).stream()
        .filter(name -> name.endsWith(".png"))
        .map(name -> PLANES + name)
        .toList();
  }

  private void draw(DetailVariant variant, Model model) throws IOException {
    CodePlane plane =
        CodePlane.encoded(
            spark, images, configuration.measures().testSplit(), model, configuration.encode());
    Optional<byte[]> png = Charts.squareWithLegend(Plot.plane(variant.title(), plane.classes()));
    if (png.isPresent()) {
      directory.write(PLANES + variant + ".png", png.get());
    }
    try (Generator generator =
        Generator.of(
            JavaSparkContext.fromSparkContext(spark.sparkContext()),
            model,
            configuration.generate(),
            console)) {
      if (model.architecture().settings().isStatic() && generator.obstacle().isEmpty()) {
        String name = variant + "-decoded";
        directory.write(PLANES + name + ".png", plane.decoded(generator, name).png());
      }
    }
  }
}
