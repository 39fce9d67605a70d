package io.diffrep.reproduce;

import io.diffrep.evaluate.CodeDirection;
import io.diffrep.evaluate.FrechetDistance;
import io.diffrep.evaluate.ImageClassifier.Judgement;
import io.diffrep.generate.Codes;
import io.diffrep.generate.Generator;
import io.diffrep.generate.Grid;
import io.diffrep.generate.Materials;
import io.diffrep.generate.Picture;
import io.diffrep.generate.Vary;
import io.diffrep.runtime.UsageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Measures the images of a model by a classifier. What the model does not allow, for instance to
 * interpolate its codes between noise levels that lie too far apart, is left out with the reason.
 */
final class ImageMeasures {
  /** Images that are reconstructed and changed, at most. */
  static final int RECONSTRUCTED = 256;

  /** Images of which several are drawn. */
  private static final int VARIED = 32;

  private static final int DRAWS = 8;

  /** Images of each kind whose Frechet distance is taken: those of few images compare badly. */
  static final int SAMPLED = 1000;

  /** Deviations of the codes along a direction that codes are moved by. */
  private static final double DISTANCE = 3;

  private final Materials materials;
  private final Judge judge;
  private final List<Picture> pictures;
  private final GenerationFigures figures;
  private final List<String> leftOut = new ArrayList<>();
  private final List<Grid> grids = new ArrayList<>();

  /**
   * @param materials the model, with the held-out images chosen that are reconstructed and changed;
   *     stays the caller's
   */
  ImageMeasures(Materials materials, Judge judge) {
    this.materials = materials;
    this.judge = judge;
    pictures = materials.pictures();
    figures = new GenerationFigures(materials.shape());
  }

  /** The grids that show some of what was measured. */
  List<Grid> grids() {
    return List.copyOf(grids);
  }

  /**
   * Measures.
   *
   * @param heldOut features of held-out images, as many as samples are drawn
   * @param judgeFingerprint the classifier's fingerprint
   */
  MadeImages of(List<float[]> heldOut, String judgeFingerprint) {
    Optional<List<byte[]>> made = attempt(this::reconstructed);
    Optional<Double> error = made.map(images -> error(pictures, images));
    Optional<Double> agreement =
        made.flatMap(images -> attempt(() -> agreement(labels(), judge.judge(images))));
    Optional<Double> diversity = attempt(this::diversity);
    Optional<Double> distance = attempt(() -> distance(heldOut));
    Optional<CodeMoves.Drawn> moved = attempt(this::moved);
    return new MadeImages(
        generator().model().fingerprint(),
        judgeFingerprint,
        error.orElse(null),
        agreement.orElse(null),
        diversity.orElse(null),
        distance.orElse(null),
        moved.map(CodeMoves.Drawn::reached).orElse(null),
        moved.map(CodeMoves.Drawn::before).orElse(null),
        leftOut,
        grids.stream().map(Grid::name).toList());
  }

  private <R> Optional<R> attempt(Supplier<R> measurement) {
    try {
      // Before anything is encoded in vain.
      generator().requireSolvable();
      return Optional.of(measurement.get());
    } catch (UsageException e) {
      if (!leftOut.contains(e.getMessage())) {
        leftOut.add(e.getMessage());
      }
      return Optional.empty();
    }
  }

  private Generator generator() {
    return materials.generator();
  }

  private List<String> labels() {
    return pictures.stream().map(Picture::label).toList();
  }

  private static List<byte[]> pixels(List<Picture> pictures) {
    return pictures.stream().map(Picture::requiredPixels).toList();
  }

  private List<byte[]> reconstructed() {
    List<byte[]> made =
        generator().reconstruct(pixels(pictures), Materials.indices(pictures.size()));
    grids.add(figures.reconstructed(pictures, made));
    return made;
  }

  /** Mean squared error of images of pictures, pixels from 0 to 1. */
  static double error(List<Picture> pictures, List<byte[]> made) {
    double sum = 0;
    for (int i = 0; i < made.size(); i++) {
      sum += pictures.get(i).meanSquaredError(made.get(i));
    }
    return sum / made.size();
  }

  /**
   * Share of images in which the judge sees the class that they should be of; images without one do
   * not count.
   *
   * @param labels a class an image; null or empty for none
   * @throws UsageException if no image has a class
   */
  static double agreement(List<String> labels, List<Judgement> judgements) {
    int labelled = 0;
    int right = 0;
    for (int i = 0; i < labels.size(); i++) {
      String label = labels.get(i);
      if (label != null && !label.isEmpty()) {
        labelled++;
        right += label.equals(judgements.get(i).label()) ? 1 : 0;
      }
    }
    if (labelled == 0) {
      throw new UsageException("none of the " + labels.size() + " images has a class to be told");
    }
    return (double) right / labelled;
  }

  private double diversity() {
    List<Picture> varied = pictures.subList(0, Math.min(VARIED, pictures.size()));
    List<byte[]> repeated = Vary.repeated(pixels(varied), DRAWS);
    List<byte[]> made = generator().reconstruct(repeated, Materials.indices(repeated.size()));
    grids.add(figures.varied(varied, made, DRAWS));
    return diversity(made, DRAWS);
  }

  /**
   * What codes leave open, in the mean over codes: see {@link Vary#deviation}.
   *
   * @param made images of the first code, then of the second, and so on
   * @param draws images of each code
   */
  static double diversity(List<byte[]> made, int draws) {
    int codes = made.size() / draws;
    double sum = 0;
    for (int i = 0; i < codes; i++) {
      sum += Vary.deviation(made.subList(i * draws, (i + 1) * draws));
    }
    return sum / codes;
  }

  private double distance(List<float[]> heldOut) {
    Codes drawn = materials.fromPrior(heldOut.size());
    List<byte[]> samples = generator().fromCodes(drawn, Materials.indices(drawn.size()));
    grids.add(figures.samples(samples));
    return FrechetDistance.of(features(judge.judge(samples)), heldOut);
  }

  /** What the judge's network makes of images. */
  static List<float[]> features(List<Judgement> judgements) {
    return judgements.stream().map(Judgement::features).toList();
  }

  private CodeMoves.Drawn moved() {
    // The check of the levels comes first: before anything is encoded for it.
    CodeDirection.Labelled training = materials.labelledTraining();
    Codes own = generator().encode(pixels(pictures));
    CodeMoves moves = CodeMoves.of(own.codes(), labels(), training, DISTANCE);
    CodeMoves.Drawn drawn =
        moves.drawn(
            codes -> generator().fromCodes(own.with(codes), Materials.indices(codes.size())),
            judge);
    grids.add(figures.moved(pictures, moves, drawn));
    return drawn;
  }
}
