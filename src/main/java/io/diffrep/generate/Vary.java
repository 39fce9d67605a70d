package io.diffrep.generate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Many images of one code, each from other noise: what the code leaves open. */
public record Vary() implements Kind {
  @Override
  public String name() {
    return "vary";
  }

  @Override
  public Gallery draw(Materials materials) {
    int draws = materials.settings().grids().draws();
    List<Picture> pictures;
    List<byte[]> made;
    if (materials.hasTable()) {
      CodedImages coded = materials.coded();
      pictures = coded.pictures();
      Codes codes = coded.codes().with(repeated(coded.codes().codes(), draws));
      made = materials.generator().fromCodes(codes, Materials.indices(codes.size()));
    } else {
      pictures = materials.pictures();
      List<byte[]> pixels =
          repeated(pictures.stream().map(Picture::requiredPixels).toList(), draws);
      made = materials.generator().reconstruct(pixels, Materials.indices(pixels.size()));
    }
    return gallery(materials, pictures, made);
  }

  private Gallery gallery(Materials materials, List<Picture> pictures, List<byte[]> made) {
    int draws = materials.settings().grids().draws();
    List<String> columns = new ArrayList<>(List.of("image"));
    for (int draw = 1; draw <= draws; draw++) {
      columns.add("draw " + draw);
    }
    List<Grid.Line> lines = new ArrayList<>();
    List<Map<String, Object>> images = new ArrayList<>();
    double mean = 0;
    for (int i = 0; i < pictures.size(); i++) {
      List<byte[]> own = made.subList(i * draws, (i + 1) * draws);
      List<Grid.Cell> cells = new ArrayList<>(List.of(Layout.head(pictures.get(i))));
      cells.addAll(Grid.cells(own));
      lines.add(new Grid.Line(pictures.get(i).caption(), cells));
      double deviation = deviation(own);
      mean += deviation / pictures.size();
      Map<String, Object> image = Layout.named(pictures.get(i));
      image.put("deviation", deviation);
      images.add(image);
    }
    return new Gallery(
        Layout.stacked(
            name(), materials.shape(), columns, lines, materials.settings().grids().images()),
        Map.of("images", images, "deviation", mean),
        List.of(
            "deviation of a pixel (0 to 1) over "
                + draws
                + " draws of one code, root of the mean variance over the pixels: "
                + Layout.digits(mean)
                + " in the mean over "
                + pictures.size()
                + " codes"));
  }

  /** Each several times, one after another. */
  public static <T> List<T> repeated(List<T> each, int times) {
    return each.stream().flatMap(one -> Collections.nCopies(times, one).stream()).toList();
  }

  /**
   * What a code leaves open: how far images of one code lie apart, as the root of the mean over
   * pixels of the sample variance (over {@code n - 1}).
   *
   * @param images two or more of one shape, uint8
   * @return on the scale of pixels from 0 to 1
   */
  public static double deviation(List<byte[]> images) {
    int pixels = images.get(0).length;
    double sum = 0;
    for (int p = 0; p < pixels; p++) {
      double mean = 0;
      for (byte[] image : images) {
        mean += (image[p] & 0xff) / 255.0 / images.size();
      }
      for (byte[] image : images) {
        double apart = (image[p] & 0xff) / 255.0 - mean;
        sum += apart * apart / (images.size() - 1);
      }
    }
    return Math.sqrt(sum / pixels);
  }
}
