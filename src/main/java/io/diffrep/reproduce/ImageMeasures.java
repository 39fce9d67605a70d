package io.diffrep.reproduce;

import io.diffrep.evaluate.CodeDirection;
import io.diffrep.evaluate.FrechetDistance;
import io.diffrep.evaluate.ImageClassifier;
import io.diffrep.evaluate.ImageClassifier.Judgement;
import io.diffrep.generate.Codes;
import io.diffrep.generate.GenerateSettings;
import io.diffrep.generate.GenerationInputs;
import io.diffrep.generate.Generator;
import io.diffrep.generate.Materials;
import io.diffrep.generate.Picture;
import io.diffrep.generate.Selection;
import io.diffrep.runtime.Console;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/** Measures the images of a model by a classifier. */
final class ImageMeasures {
  /** Images that are reconstructed. */
  private static final int RECONSTRUCTED = 256;

  /** Images of which several are drawn. */
  private static final int VARIED = 32;

  private static final int DRAWS = 8;

  /** Images of each kind whose Frechet distance is taken: those of few images compare badly. */
  static final int SAMPLED = 1000;

  /** Deviations of the codes along a direction that codes are moved by. */
  private static final double DISTANCE = 3;

  private final SparkSession spark;
  private final String images;
  private final GenerateSettings settings;
  private final ImageClassifier judge;
  private final Console console;

  ImageMeasures(
      SparkSession spark,
      String images,
      GenerateSettings settings,
      ImageClassifier judge,
      Console console) {
    this.spark = spark;
    this.images = images;
    this.settings = settings;
    this.judge = judge;
    this.console = console;
  }

  /**
   * Measures.
   *
   * @param directory a model
   * @param judgeFingerprint the classifier's fingerprint
   */
  MadeImages of(String directory, String judgeFingerprint) {
    GenerationInputs inputs =
        new GenerationInputs(
            List.of(directory),
            Optional.of(images),
            Optional.empty(),
            new Selection(List.of(), List.of(), SAMPLED));
    try (Materials materials = Materials.open(spark, inputs, settings, console)) {
      List<Picture> heldOut = materials.pictures();
      List<Picture> some = heldOut.subList(0, Math.min(RECONSTRUCTED, heldOut.size()));
      List<byte[]> made =
          materials.generator().reconstruct(pixels(some), Materials.indices(some.size()));
      double error = 0;
      for (int i = 0; i < made.size(); i++) {
        error += some.get(i).meanSquaredError(made.get(i)) / made.size();
      }
      Codes drawn = materials.fromPrior(Math.min(SAMPLED, heldOut.size()));
      List<byte[]> samples =
          materials.generator().fromCodes(drawn, Materials.indices(drawn.size()));
      double[] moved = moved(materials, some);
      return new MadeImages(
          materials.generator().model().fingerprint(),
          judgeFingerprint,
          error,
          agreement(some, judge.judge(made)),
          diversity(materials.generator(), some),
          FrechetDistance.of(
              features(judge.judge(samples)), features(judge.judge(pixels(heldOut)))),
          moved[0],
          moved[1]);
    }
  }

  /** Pixels of pictures. */
  static List<byte[]> pixels(List<Picture> pictures) {
    return pictures.stream().map(Picture::requiredPixels).toList();
  }

  static List<float[]> features(List<Judgement> judgements) {
    return judgements.stream().map(Judgement::features).toList();
  }

  /** Share of labelled images whose class is the one that was seen. */
  static double agreement(List<Picture> pictures, List<Judgement> judgements) {
    int labelled = 0;
    int right = 0;
    for (int i = 0; i < judgements.size(); i++) {
      String label = pictures.get(i).label();
      labelled += label.isEmpty() ? 0 : 1;
      right += label.equals(judgements.get(i).label()) ? 1 : 0;
    }
    return (double) right / labelled;
  }

  private static double diversity(Generator generator, List<Picture> pictures) {
    List<Picture> varied = pictures.subList(0, Math.min(VARIED, pictures.size()));
    List<byte[]> repeated = new ArrayList<>();
    for (byte[] image : pixels(varied)) {
      for (int draw = 0; draw < DRAWS; draw++) {
        repeated.add(image);
      }
    }
    List<byte[]> made = generator.reconstruct(repeated, Materials.indices(repeated.size()));
    double sum = 0;
    for (int i = 0; i < varied.size(); i++) {
      sum += variance(made.subList(i * DRAWS, (i + 1) * DRAWS));
    }
    return sum / varied.size();
  }

  /** Mean variance of a pixel, from 0 to 1, over some images. */
  static double variance(List<byte[]> images) {
    int pixels = images.get(0).length;
    double sum = 0;
    for (int p = 0; p < pixels; p++) {
      double mean = 0;
      double squares = 0;
      for (byte[] image : images) {
        double value = (image[p] & 0xff) / 255.0;
        mean += value / images.size();
        squares += value * value;
      }
      sum += (squares - images.size() * mean * mean) / (images.size() - 1);
    }
    return sum / pixels;
  }

  /** Moves the codes of images of all other classes towards each class in turn. */
  private double[] moved(Materials materials, List<Picture> pictures) {
    Codes own = materials.generator().encode(pixels(pictures));
    List<String> classes =
        pictures.stream()
            .map(Picture::label)
            .filter(label -> !label.isEmpty())
            .distinct()
            .sorted()
            .toList();
    Map<String, CodeDirection> directions = new HashMap<>();
    classes.forEach(
        label -> directions.put(label, CodeDirection.means(materials.labelledTraining(), label)));
    List<float[][]> codes = new ArrayList<>();
    List<float[][]> stayed = new ArrayList<>();
    List<String> wanted = new ArrayList<>();
    for (int i = 0; i < pictures.size(); i++) {
      String target = classes.get(i % classes.size());
      if (!pictures.get(i).label().equals(target)) {
        float[][] code = own.codes().get(i);
        codes.add(directions.get(target).move(code, DISTANCE));
        stayed.add(code);
        wanted.add(target);
      }
    }
    long[] noise = Materials.indices(codes.size());
    return new double[] {
      share(judge.judge(materials.generator().fromCodes(own.with(codes), noise)), wanted),
      share(judge.judge(materials.generator().fromCodes(own.with(stayed), noise)), wanted)
    };
  }

  private static double share(List<Judgement> judgements, List<String> wanted) {
    int met = 0;
    for (int i = 0; i < wanted.size(); i++) {
      met += judgements.get(i).label().equals(wanted.get(i)) ? 1 : 0;
    }
    return (double) met / wanted.size();
  }
}
