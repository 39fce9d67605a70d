package io.diffrep.generate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Images from noise by their own codes, as the encoder gives them at every noise level. */
public record Reconstruct() implements Kind {
  @Override
  public String name() {
    return "reconstruct";
  }

  @Override
  public Gallery draw(Materials materials) {
    List<Picture> pictures = materials.pictures();
    List<byte[]> made =
        materials
            .generator()
            .reconstruct(
                pictures.stream().map(Picture::requiredPixels).toList(),
                Materials.indices(pictures.size()));
    List<Grid.Cell> cells = new ArrayList<>();
    List<Map<String, Object>> images = new ArrayList<>();
    double sum = 0;
    for (int i = 0; i < made.size(); i++) {
      double error = pictures.get(i).meanSquaredError(made.get(i));
      sum += error;
      cells.add(Grid.Cell.of(made.get(i), "error " + Layout.digits(error)));
      Map<String, Object> image = Layout.named(pictures.get(i));
      image.put("mean-squared-error", error);
      images.add(image);
    }
    double mean = sum / made.size();
    return new Gallery(
        Layout.folded(
            name(),
            materials.shape(),
            List.of(Layout.originals(pictures), new Grid.Line("reconstructed", cells)),
            materials.settings().grids().images()),
        Map.of("images", images, "mean-squared-error", mean),
        List.of(
            "mean squared error of the pixels (0 to 1): "
                + Layout.digits(mean)
                + " over "
                + made.size()
                + " images"));
  }
}
