package io.diffrep.reproduce;

import io.diffrep.config.Configuration;
import io.diffrep.evaluate.DenoisingLoss;
import io.diffrep.evaluate.DenoisingLossSummary;
import io.diffrep.evaluate.FrechetDistance;
import io.diffrep.evaluate.ImageClassifier;
import io.diffrep.evaluate.ImageClassifier.Judgement;
import io.diffrep.generate.GenerationInputs;
import io.diffrep.generate.Grid;
import io.diffrep.generate.Materials;
import io.diffrep.generate.Selection;
import io.diffrep.lake.FirstImages;
import io.diffrep.lake.ImageTable;
import io.diffrep.model.Model;
import io.diffrep.report.Plot;
import io.diffrep.runtime.Console;
import io.diffrep.runtime.ResultJson;
import io.diffrep.runtime.UsageException;
import io.diffrep.store.IfExists;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What images say of codes: reconstructions, variations, samples and moved codes of models with
 * codes of several sizes, judged by a classifier that was trained on the same images; and what a
 * code is worth beside a network that was trained without.
 */
public final class GenerationExperiment {
  private static final GenerationVariant LARGEST = GenerationVariant.SIZE_128;

  private final SparkSession spark;
  private final Configuration configuration;
  private final ExperimentDirectory directory;
  private final ExperimentPlan<GenerationVariant> plan;
  private final Console console;

  private GenerationExperiment(
      SparkSession spark,
      Configuration configuration,
      ExperimentDirectory directory,
      ExperimentPlan<GenerationVariant> plan,
      Console console) {
    this.spark = spark;
    this.configuration = configuration;
    this.directory = directory;
    this.plan = plan;
    this.console = console;
  }

  /**
   * Trains what is not finished of the plan, in a directory of its own, so that it can be run in
   * pieces; then measures what is finished and compares it, where the classifier is finished with
   * all seeds.
   *
   * @param spark the session
   * @param configuration settings of all variants; {@code pipeline.input} names the lake
   * @param output the experiment's directory
   * @param plan what is to be trained
   * @param ifExists whether a directory that exists is replaced; otherwise it goes on
   * @param console shows how far it is, and takes the tables
   * @return the comparison; empty while the classifier is missing
   * @throws UsageException if the directory was begun with other settings or holds something else,
   *     or, before anything is written, if the splits of the evaluation are one, or, before any
   *     training, if they do not have labelled images of two classes each
   */
  public static Optional<GenerationComparison> run(
      SparkSession spark,
      Configuration configuration,
      String output,
      ExperimentPlan<GenerationVariant> plan,
      IfExists ifExists,
      Console console) {
    check(configuration);
    try {
      ExperimentDirectory directory =
          ExperimentDirectory.open(spark, configuration, output, ifExists, console);
      directory.ingest();
      ExperimentImages.requireClasses(directory.images(), configuration);
      ExperimentImages.requireHeldOut(
          directory.images(), configuration.loss().split(), "evaluate.loss.split");
      directory.train(plan);
      return new GenerationExperiment(spark, configuration, directory, plan, console).compare();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the experiment " + output, e);
    }
  }

  /**
   * Looks for what the settings alone would end it by.
   *
   * @throws UsageException if the splits of the evaluation are one, or if models are trained on one
   *     that they are compared on
   */
  public static void check(Configuration configuration) {
    configuration.measures().requireTwoSplits();
    ExperimentImages.requireUnseen(
        configuration.train(), configuration.measures().testSplit(), "evaluate.test-split");
    ExperimentImages.requireUnseen(
        configuration.train(), configuration.loss().split(), "evaluate.loss.split");
  }

  private Optional<GenerationComparison> compare() throws IOException {
    List<Long> seeds = plan.seeds();
    if (directory.finished(GenerationVariant.CLASSIFIER, seeds).size() < seeds.size()) {
      console.println(
          "the comparison waits for the variant "
              + GenerationVariant.CLASSIFIER
              + ", which judges the images of the others: run again without --variants");
      return Optional.empty();
    }
    Map<GenerationVariant, SortedMap<Long, MadeImages>> made = new TreeMap<>();
    List<Double> judged = new ArrayList<>();
    List<Double> distances = new ArrayList<>();
    for (long seed : seeds) {
      judge(seed, made, judged, distances);
    }
    List<GenerationComparison.Row> rows = new ArrayList<>();
    made.forEach((variant, runs) -> rows.add(GenerationComparison.Row.of(variant, runs)));
    GenerationComparison comparison =
        new GenerationComparison(
            "generation",
            configuration.train().images(),
            Value.over(judged),
            Value.over(distances),
            rows,
            gains());
    directory.write("summary.json", comparison.json() + "\n");
    String markdown = GenerationPage.markdown(comparison, charts(comparison));
    directory.write("summary.md", markdown);
    console.println("");
    console.println(markdown);
    return Optional.of(comparison);
  }

  /** Draws what there is to be drawn. */
  private List<String> charts(GenerationComparison comparison) throws IOException {
    Map<String, Optional<Plot>> charts = new LinkedHashMap<>();
    charts.put("gains.svg", GenerationPage.gains(comparison));
    charts.put("error.svg", GenerationPage.errors(comparison));
    charts.put("diversity.svg", GenerationPage.diversities(comparison));
    List<String> drawn = new ArrayList<>();
    for (Map.Entry<String, Optional<Plot>> chart : charts.entrySet()) {
      if (chart.getValue().isPresent() && directory.draw(chart.getKey(), chart.getValue().get())) {
        drawn.add(chart.getKey());
      }
    }
    return drawn;
  }

  /** Measures all models of a seed by its classifier. */
  private void judge(
      long seed,
      Map<GenerationVariant, SortedMap<Long, MadeImages>> made,
      List<Double> judged,
      List<Double> distances)
      throws IOException {
    Model classifier = directory.model(GenerationVariant.CLASSIFIER, seed).load();
    try (ImageClassifier judge =
        new ImageClassifier(
            JavaSparkContext.fromSparkContext(spark.sparkContext()),
            classifier,
            configuration.generate().batch())) {
      List<Row> heldOut = images(configuration.generate().split(), ImageMeasures.SAMPLED);
      // As many: a distance is the larger by chance the fewer images there are.
      List<Row> trained = images(configuration.generate().trainSplit(), heldOut.size());
      List<Judgement> ofHeldOut = judge.judge(pixels(heldOut));
      List<float[]> features = ImageMeasures.features(ofHeldOut);
      judged.add(ImageMeasures.agreement(labels(heldOut), ofHeldOut));
      distances.add(
          FrechetDistance.of(ImageMeasures.features(judge.judge(pixels(trained))), features));
      for (GenerationVariant variant : GenerationVariant.values()) {
        if (variant.generates() && directory.model(variant, seed).isFinished()) {
          made.computeIfAbsent(variant, key -> new TreeMap<>())
              .put(seed, measured(variant, seed, judge::judge, features, classifier.fingerprint()));
        }
      }
    }
  }

  private MadeImages measured(
      GenerationVariant variant, long seed, Judge judge, List<float[]> heldOut, String fingerprint)
      throws IOException {
    String file = "measures/" + ExperimentPlan.run(variant, seed) + "/images.json";
    String model = directory.model(variant, seed).load().fingerprint();
    Optional<MadeImages> before =
        directory
            .read(file)
            .map(json -> ResultJson.read(json, MadeImages.class, directory.child(file)))
            .filter(made -> made.isOf(model, fingerprint));
    if (before.isPresent()) {
      return before.get();
    }
    console.println("measures the images of " + variant.title() + ", seed " + seed);
    GenerationInputs inputs =
        new GenerationInputs(
            List.of(directory.child(ExperimentPlan.model(variant, seed))),
            Optional.of(directory.child(ExperimentDirectory.IMAGES)),
            Optional.empty(),
            new Selection(List.of(), List.of(), ImageMeasures.RECONSTRUCTED));
    try (Materials materials = Materials.open(spark, inputs, configuration.generate(), console)) {
      ImageMeasures measures = new ImageMeasures(materials, judge);
      MadeImages made = measures.of(heldOut, fingerprint);
      for (Grid grid : measures.grids()) {
        directory.write(GenerationComparison.figure(variant, seed, grid.name()), grid.png());
      }
      directory.write(file, ResultJson.line(made) + "\n");
      return made;
    }
  }

  private List<Row> images(String split, int most) {
    return FirstImages.ofSplit(directory.images(), split, most).inOrder();
  }

  private static List<byte[]> pixels(List<Row> images) {
    return images.stream().map(row -> row.<byte[]>getAs(ImageTable.PIXELS)).toList();
  }

  private static List<String> labels(List<Row> images) {
    return images.stream()
        .map(row -> Objects.requireNonNullElse(row.<String>getAs(ImageTable.LABEL), ""))
        .toList();
  }

  /** Of the seeds that both networks are finished with. */
  private List<GenerationComparison.Gain> gains() throws IOException {
    List<Long> seeds = new ArrayList<>(directory.finished(LARGEST, plan.seeds()));
    seeds.retainAll(directory.finished(GenerationVariant.UNCONDITIONAL, plan.seeds()));
    Map<Double, List<Double>> joint = new TreeMap<>();
    Map<Double, List<Double>> separate = new TreeMap<>();
    for (long seed : seeds) {
      List<DenoisingLoss> without = losses(GenerationVariant.UNCONDITIONAL, seed).losses();
      for (DenoisingLoss loss : losses(LARGEST, seed).losses()) {
        for (DenoisingLoss other : without) {
          if (other.rho() == loss.rho()) {
            joint.computeIfAbsent(loss.rho(), key -> new ArrayList<>()).add(loss.codeGain());
            separate
                .computeIfAbsent(loss.rho(), key -> new ArrayList<>())
                .add(other.dropped() - loss.own());
          }
        }
      }
    }
    List<GenerationComparison.Gain> gains = new ArrayList<>();
    joint.forEach(
        (rho, values) ->
            gains.add(
                new GenerationComparison.Gain(
                    rho, Value.over(values), Value.over(separate.get(rho)))));
    return gains;
  }

  private DenoisingLossSummary losses(GenerationVariant variant, long seed) throws IOException {
    return directory.losses(variant, seed, configuration.loss(), configuration.seed());
  }
}
