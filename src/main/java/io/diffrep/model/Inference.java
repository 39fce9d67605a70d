package io.diffrep.model;

import io.diffrep.engine.Engine.Mode;
import io.diffrep.engine.Plan;
import io.diffrep.network.Architecture;
import io.diffrep.network.Architecture.Features;
import io.diffrep.network.Architecture.Part;
import io.diffrep.network.Companion;
import io.diffrep.network.Plans;
import io.diffrep.runtime.UsageException;
import io.diffrep.sde.Parameterisation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One part of a model, ready to run on batches. Short batches are padded with zeros, which changes
 * no other image's result: nothing in the networks looks across images. For one thread.
 */
public final class Inference implements AutoCloseable {
  private final Architecture architecture;
  private final ModelSpecification specification;
  private final Parameterisation parameterisation;
  private final Plans.Lease lease;
  private final int batch;

  private Inference(Model model, Part part, int batch) {
    specification = model.specification();
    architecture = model.architecture();
    parameterisation = model.specification().objective().parameterisation();
    this.batch = batch;
    lease = Plans.lease(model.specification().engine(), architecture, part, batch, Mode.INFERENCE);
    try (INDArray weights = model.weights()) {
      lease.plan().parameters(model.layout(), weights);
    }
  }

  /**
   * The encoder.
   *
   * @param batch images per step, at least 1
   */
  public static Inference encoder(Model model, int batch) {
    return new Inference(model, Part.ENCODER, batch);
  }

  /**
   * The score network.
   *
   * @param batch images per step, at least 1
   * @throws UsageException if the model knows nothing of noise
   */
  public static Inference scoreNetwork(Model model, int batch) {
    model.requireScoreMatching();
    return new Inference(model, Part.SCORE, batch);
  }

  /**
   * The score network up to one of its blocks.
   *
   * @param features the block, and how its output is pooled
   * @param batch images per step, at least 1
   */
  public static Inference scoreFeatures(Model model, Features features, int batch) {
    return new Inference(model, features, batch);
  }

  /**
   * Encoder and classifier of a model that was trained by labels.
   *
   * @param batch images per step, at least 1
   * @throws UsageException if the model was trained for something else
   */
  public static Inference classifier(Model model, int batch) {
    if (model.architecture().companion().kind() != Companion.Kind.CLASSIFIER) {
      throw new UsageException(
          "the model tells no classes apart: take one that was trained with objective.kind ="
              + " supervised");
    }
    return new Inference(model, Part.WHOLE, batch);
  }

  /**
   * The classes of images; Gaussian codes are taken at their means.
   *
   * @param images standardised pixels, each {@code [channels, height, width]}; at most a batch
   * @return a class and a code an image
   */
  public Classified classify(List<float[]> images) {
    Plan plan = lease.plan();
    copy(plan, Architecture.IMAGE, images, architecture.image().size());
    if (architecture.settings().isGaussian()) {
      copy(plan, Architecture.CODE_NOISE, List.of(), architecture.settings().codeSize());
    }
    plan.forward();
    float[][] logits = rows(plan.output(Architecture.LOGITS), images.size());
    int[] classes = new int[logits.length];
    for (int i = 0; i < classes.length; i++) {
      for (int k = 1; k < logits[i].length; k++) {
        if (logits[i][k] > logits[i][classes[i]]) {
          classes[i] = k;
        }
      }
    }
    return new Classified(classes, rows(plan.output(Architecture.CODE), images.size()));
  }

  /**
   * What a classifier says of some images.
   *
   * @param classes indices into the companion's classes, one an image
   * @param codes codes, or their means, {@code [image][dimension]}
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  public record Classified(int[] classes, float[][] codes) {}

  /**
   * Codes of images at one noise level; of Gaussian ones the means.
   *
   * @param images standardised pixels, each {@code [channels, height, width]}; at most a batch
   * @param rho noise-to-signal ratio, above 0; of no effect on a static encoder
   * @return {@code [image][dimension]}
   */
  public float[][] codes(List<float[]> images, double rho) {
    Plan plan = lease.plan();
    copy(plan, Architecture.IMAGE, images, architecture.image().size());
    copyLevel(plan, rho);
    plan.forward();
    return rows(plan.output(Architecture.CODE), images.size());
  }

  /**
   * What the encoder says of some images.
   *
   * @param codes codes, or their means, {@code [image][dimension]}
   * @param logVariances log variances of Gaussian codes, likewise; empty where codes are plain
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  public record Encoded(float[][] codes, Optional<float[][]> logVariances) {}

  /** As {@link #codes}, with the log variances of Gaussian ones. */
  public Encoded encode(List<float[]> images, double rho) {
    float[][] codes = codes(images, rho);
    return new Encoded(
        codes,
        architecture.settings().isGaussian()
            ? Optional.of(rows(lease.plan().output(Architecture.LOG_VARIANCE), images.size()))
            : Optional.empty());
  }

  /** Everything about the model but its numbers. */
  ModelSpecification specification() {
    return specification;
  }

  /**
   * The score network's output at one noise level.
   *
   * @param noisy {@code inputScale y} of each image, {@code [channels, height, width]}; at most a
   *     batch
   * @param rho noise-to-signal ratio, above 0
   * @param codes a code an image; ignored where it is null, which means dropped
   * @return {@code [image][pixel]}
   */
  public float[][] predictions(List<float[]> noisy, double rho, List<float[]> codes) {
    return score(noisy, rho, codes, Architecture.PREDICTION);
  }

  /**
   * Pooled features of a score network up to a block, as {@link #scoreFeatures} makes it.
   *
   * @param noised {@code y = x_0 + rho eps} of each image, {@code [channels, height, width]}; at
   *     most a batch
   * @param rho noise-to-signal ratio, above 0
   * @param codes a code an image; null for none
   * @return {@code [image][channel, then cell]}
   */
  public float[][] features(List<float[]> noised, double rho, List<float[]> codes) {
    return score(scaled(noised, rho), rho, codes, Architecture.FEATURES);
  }

  private float[][] score(List<float[]> noisy, double rho, List<float[]> codes, String output) {
    if (codes.size() != noisy.size()) {
      throw new IllegalArgumentException(noisy.size() + " images and " + codes.size() + " codes");
    }
    Plan plan = lease.plan();
    float[] dropped = new float[architecture.settings().codeSize()];
    copy(plan, Architecture.NOISY, noisy, architecture.image().size());
    copyLevel(plan, rho);
    List<float[]> given = codes.stream().map(code -> code == null ? dropped : code).toList();
    copy(plan, Architecture.CODE, given, dropped.length);
    List<float[]> keep = codes.stream().map(code -> new float[] {code == null ? 0 : 1}).toList();
    copy(plan, Architecture.KEEP, keep, 1);
    plan.forward();
    return rows(plan.output(output), noisy.size());
  }

  /**
   * Denoised images {@code D} in one step from one noise level.
   *
   * @param noised {@code y = x_0 + rho eps} of each image, {@code [channels, height, width]}; at
   *     most a batch
   * @param rho noise-to-signal ratio, above 0
   * @param codes a code an image; null for none
   * @return {@code [image][pixel]}, standardised like {@code x_0}
   */
  public float[][] denoised(List<float[]> noised, double rho, List<float[]> codes) {
    float[][] denoised = predictions(scaled(noised, rho), rho, codes);
    for (int i = 0; i < denoised.length; i++) {
      for (int p = 0; p < denoised[i].length; p++) {
        denoised[i][p] = (float) parameterisation.denoised(rho, noised.get(i)[p], denoised[i][p]);
      }
    }
    return denoised;
  }

  /** What the network takes for noised images. */
  private List<float[]> scaled(List<float[]> noised, double rho) {
    float scale = (float) parameterisation.inputScale(rho);
    List<float[]> scaled = new ArrayList<>(noised.size());
    for (float[] image : noised) {
      float[] input = new float[image.length];
      for (int p = 0; p < input.length; p++) {
        input[p] = scale * image[p];
      }
      scaled.add(input);
    }
    return scaled;
  }

  private void copy(Plan plan, String input, List<float[]> rows, int size) {
    if (rows.size() > batch) {
      throw new IllegalArgumentException(rows.size() + " images in a batch of " + batch);
    }
    float[] all = new float[batch * size];
    for (int i = 0; i < rows.size(); i++) {
      if (rows.get(i).length != size) {
        throw new IllegalArgumentException(
            input + " " + i + " has " + rows.get(i).length + " numbers, not " + size);
      }
      System.arraycopy(rows.get(i), 0, all, i * size, size);
    }
    try (INDArray array = Nd4j.createFromArray(all)) {
      plan.input(input, array);
    }
  }

  private void copyLevel(Plan plan, double rho) {
    if (!plan.graph().inputs().containsKey(Architecture.LOG_RHO)) {
      return; // a static encoder
    }
    float[] levels = new float[batch];
    Arrays.fill(levels, (float) Math.log(rho));
    try (INDArray array = Nd4j.createFromArray(levels)) {
      plan.input(Architecture.LOG_RHO, array);
    }
  }

  private float[][] rows(INDArray output, int count) {
    try (INDArray array = output) {
      float[] all = array.data().asFloat();
      int size = all.length / batch;
      float[][] rows = new float[count][];
      for (int i = 0; i < count; i++) {
        rows[i] = Arrays.copyOfRange(all, i * size, (i + 1) * size);
      }
      return rows;
    }
  }

  @Override
  public void close() {
    lease.close();
  }
}
