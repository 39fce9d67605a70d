package io.diffrep.model;

import io.diffrep.image.ImageShape;
import io.diffrep.testing.TinyModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a model says of images that are the same for ever, at two noise levels.
 *
 * @param rows for each kind of answer its rows, those of the lower level first
 */
record KnownAnswers(Map<String, List<double[]>> rows) {
  /** Means of Gaussian codes, plain codes as they are. */
  static final String CODES = "codes";

  /** Of Gaussian codes alone. */
  static final String LOG_VARIANCES = "log-variances";

  /** Of models of score matching alone: the first three images by their codes, one without. */
  static final String DENOISED = "denoised";

  private static final double[] LEVELS = {0.5, 5};
  private static final int CODED = 10;
  private static final int NOISED = 4;

  static KnownAnswers of(Model model) {
    Map<String, List<double[]>> rows = new TreeMap<>();
    rows.put(CODES, doubles(codes(model)));
    if (model.architecture().settings().isGaussian()) {
      rows.put(LOG_VARIANCES, doubles(logVariances(model)));
    }
    if (model.specification().objective().isScoreMatching()) {
      rows.put(DENOISED, doubles(denoised(model)));
    }
    return new KnownAnswers(rows);
  }

  /** Codes of ten images at the two levels. */
  static List<float[]> codes(Model model) {
    List<float[]> codes = new ArrayList<>();
    try (Inference encoder = Inference.encoder(model, 16)) {
      for (double rho : LEVELS) {
        codes.addAll(Arrays.asList(encoder.codes(images(model), rho)));
      }
    }
    return codes;
  }

  private static List<float[]> logVariances(Model model) {
    List<float[]> logVariances = new ArrayList<>();
    try (Inference encoder = Inference.encoder(model, 16)) {
      for (double rho : LEVELS) {
        logVariances.addAll(
            Arrays.asList(encoder.encode(images(model), rho).logVariances().orElseThrow()));
      }
    }
    return logVariances;
  }

  private static List<float[]> denoised(Model model) {
    List<float[]> images = images(model).subList(0, NOISED);
    List<float[]> denoised = new ArrayList<>();
    try (Inference encoder = Inference.encoder(model, 16);
        Inference network = Inference.scoreNetwork(model, 16)) {
      for (double rho : LEVELS) {
        List<float[]> given = new ArrayList<>(Arrays.asList(encoder.codes(images, rho)));
        given.set(NOISED - 1, null);
        denoised.addAll(Arrays.asList(network.denoised(noised(images, rho), rho, given)));
      }
    }
    return denoised;
  }

  private static List<float[]> images(Model model) {
    ImageShape shape = model.architecture().image();
    List<float[]> images = new ArrayList<>();
    for (byte[] pixels : TinyModels.images(CODED, shape, 11)) {
      float[] planes = new float[shape.size()];
      model.specification().normalisation().apply(pixels, shape, planes, 0);
      images.add(planes);
    }
    return images;
  }

  /** With a wave for noise, so that it does not depend on how the program draws. */
  private static List<float[]> noised(List<float[]> images, double rho) {
    List<float[]> noised = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      float[] image = images.get(i).clone();
      for (int p = 0; p < image.length; p++) {
        image[p] += (float) (rho * Math.sqrt(2) * StrictMath.sin(i + 0.7 * p));
      }
      noised.add(image);
    }
    return noised;
  }

  private static List<double[]> doubles(List<float[]> rows) {
    return rows.stream()
        .map(row -> IntStream.range(0, row.length).mapToDouble(i -> row[i]).toArray())
        .toList();
  }

  /** Writes those answers that are not there. */
  void write(Path folder) throws IOException {
    for (var answer : rows.entrySet()) {
      Path file = folder.resolve(answer.getKey() + ".txt");
      if (!Files.exists(file)) {
        Files.write(file, answer.getValue().stream().map(KnownAnswers::line).toList());
      }
    }
  }

  private static String line(double[] row) {
    return Arrays.stream(row)
        .mapToObj(number -> String.format(Locale.ROOT, "%.7g", number))
        .collect(Collectors.joining(" "));
  }

  static KnownAnswers read(Path folder) throws IOException {
    Map<String, List<double[]>> rows = new TreeMap<>();
    for (String answer : List.of(CODES, LOG_VARIANCES, DENOISED)) {
      Path file = folder.resolve(answer + ".txt");
      if (Files.exists(file)) {
        rows.put(answer, Files.readAllLines(file).stream().map(KnownAnswers::numbers).toList());
      }
    }
    return new KnownAnswers(rows);
  }

  private static double[] numbers(String line) {
    return Stream.of(line.split(" ")).mapToDouble(Double::parseDouble).toArray();
  }
}
