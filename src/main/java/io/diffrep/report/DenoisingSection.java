package io.diffrep.report;

import io.diffrep.image.ImageShape;
import io.diffrep.image.Normalisation;
import io.diffrep.lake.ImageTable;
import io.diffrep.model.Inference;
import io.diffrep.model.Model;
import io.diffrep.report.Block.Picture;
import io.diffrep.runtime.UsageException;
import io.diffrep.sde.MeasuredLevels;
import io.diffrep.sde.NoiseStream;
import io.diffrep.sde.Parameterisation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Row;

/** Held-out images, noised and denoised in one step with their own codes. */
final class DenoisingSection {
  private DenoisingSection() {}

  static Section of(RunDirectory run, ReportSettings settings) {
    Model model = run.model();
    List<Row> rows = Pictures.heldOut(run, settings);
    ImageShape shape = model.architecture().image();
    if (!rows.stream().allMatch(row -> ImageTable.shape(row).equals(shape))) {
      throw new UsageException("The images have another shape than the model's, " + shape + ".");
    }
    List<byte[]> images = rows.stream().map(row -> row.<byte[]>getAs(ImageTable.PIXELS)).toList();
    List<List<Picture>> pictures = new ArrayList<>();
    for (Row row : rows) {
      pictures.add(
          new ArrayList<>(List.of(new Picture(Pictures.of(row), "", Pictures.label(row)))));
    }
    List<String> columns = new ArrayList<>(List.of("image"));
    MeasuredLevels levels =
        MeasuredLevels.of(model.specification().noise().noiseLaw(), settings.noiseLevels());
    for (double rho : levels.levels().stream().sorted().toList()) {
      columns.add(Numbers.plain(rho));
      List<Denoised> denoised = denoise(model, images, rho, settings.seed());
      for (int i = 0; i < denoised.size(); i++) {
        pictures
            .get(i)
            .add(
                new Picture(
                    Pictures.of(shape, denoised.get(i).noised()),
                    Pictures.of(shape, denoised.get(i).image()),
                    ""));
      }
    }
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Block.Gallery("Noised and denoised images", columns, pictures));
    if (!levels.notes().isEmpty()) {
      blocks.add(new Block.Notes(levels.notes()));
    }
    return new Section.Shown(
        "Denoising",
        "Held-out images; at each noise level rho, above what the score network sees (the noised"
            + " image, scaled to unit variance) and below what it makes of it in one step with the"
            + " image's own code.",
        blocks);
  }

  /**
   * An image before and after, as unsigned bytes {@code [height, width, channels]}. A class: its
   * arrays are compared by nobody.
   */
  static final class Denoised {
    private final byte[] noised;
    private final byte[] image;

    private Denoised(byte[] noised, byte[] image) {
      this.noised = noised;
      this.image = image;
    }

    byte[] noised() {
      return noised;
    }

    byte[] image() {
      return image;
    }
  }

  /**
   * Noises images and denoises them.
   *
   * @param images unsigned bytes {@code [height, width, channels]}
   * @param seed seed of the noise, which is the same at every level
   */
  static List<Denoised> denoise(Model model, List<byte[]> images, double rho, long seed) {
    ImageShape shape = model.architecture().image();
    Normalisation normalisation = model.specification().normalisation();
    List<float[]> clean = new ArrayList<>();
    List<float[]> noised = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      float[] planes = new float[shape.size()];
      normalisation.apply(images.get(i), shape, planes, 0);
      clean.add(planes);
      noised.add(noised(planes, rho, seed * 1_000_003 + i));
    }
    List<float[]> codes;
    try (Inference encoder = Inference.encoder(model, images.size())) {
      codes = Arrays.asList(encoder.codes(clean, rho));
    }
    float[][] denoised;
    try (Inference network = Inference.scoreNetwork(model, images.size())) {
      denoised = network.denoised(noised, rho, codes);
    }
    Parameterisation parameterisation = model.specification().objective().parameterisation();
    List<Denoised> pairs = new ArrayList<>();
    for (int i = 0; i < denoised.length; i++) {
      float[] seen = scaled(noised.get(i), parameterisation.inputScale(rho));
      pairs.add(
          new Denoised(
              normalisation.pixels(seen, shape), normalisation.pixels(denoised[i], shape)));
    }
    return pairs;
  }

  private static float[] noised(float[] clean, double rho, long stream) {
    NoiseStream noise = new NoiseStream();
    noise.begin(stream);
    float[] noised = new float[clean.length];
    noise.normal(noised, 0, noised.length);
    for (int p = 0; p < noised.length; p++) {
      noised[p] = (float) (clean[p] + rho * noised[p]);
    }
    return noised;
  }

  private static float[] scaled(float[] image, double factor) {
    float[] scaled = new float[image.length];
    for (int p = 0; p < scaled.length; p++) {
      scaled[p] = (float) (factor * image[p]);
    }
    return scaled;
  }
}
