package io.diffrep.report;

import io.diffrep.generate.OneStep;
import io.diffrep.image.ImageShape;
import io.diffrep.lake.ImageTable;
import io.diffrep.model.Model;
import io.diffrep.report.Block.Picture;
import io.diffrep.runtime.UsageException;
import io.diffrep.sde.MeasuredLevels;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
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
    long[] noise = LongStream.range(0, images.size()).toArray();
    try (OneStep step = new OneStep(model, images.size(), settings.seed())) {
      for (double rho : levels.levels().stream().sorted().toList()) {
        columns.add(Numbers.plain(rho));
        List<OneStep.Denoised> denoised = step.denoise(images, noise, rho);
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
}
