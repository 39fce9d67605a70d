package io.diffrep.generate;

import io.diffrep.sde.MeasuredLevels;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Images, noised and denoised in one step with their own codes: any model does that. */
public record Denoise() implements Kind {
  @Override
  public String name() {
    return "denoise";
  }

  @Override
  public boolean solves() {
    return false;
  }

  @Override
  public Gallery draw(Materials materials) {
    List<Picture> pictures = materials.pictures();
    MeasuredLevels levels =
        MeasuredLevels.of(
            materials.generator().model().specification().noise().noiseLaw(),
            materials.settings().grids().noiseLevels());
    levels.notes().forEach(materials::note);
    List<List<OneStep.Denoised>> denoised =
        materials
            .generator()
            .denoise(
                pictures.stream().map(Picture::requiredPixels).toList(),
                Materials.indices(pictures.size()),
                levels.levels());
    List<String> columns = new ArrayList<>(List.of("image"));
    List<String> told = new ArrayList<>();
    List<Map<String, Object>> errors = new ArrayList<>();
    for (int level = 0; level < denoised.size(); level++) {
      String rho = "rho " + Layout.plain(levels.levels().get(level));
      columns.add(rho);
      double error = error(pictures, denoised.get(level));
      told.add(rho + ": mean squared error " + Layout.digits(error));
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("rho", levels.levels().get(level));
      one.put("mean-squared-error", error);
      errors.add(one);
    }
    return new Gallery(
        Layout.stacked(
            name(),
            materials.shape(),
            columns,
            lines(pictures, denoised),
            2 * materials.settings().grids().images()),
        Map.of("images", Layout.named(pictures), "by-level", errors),
        told);
  }

  private static List<Grid.Line> lines(
      List<Picture> pictures, List<List<OneStep.Denoised>> denoised) {
    List<Grid.Line> lines = new ArrayList<>();
    for (int i = 0; i < pictures.size(); i++) {
      List<Grid.Cell> noised = new ArrayList<>(List.of(Layout.head(pictures.get(i))));
      List<Grid.Cell> images = new ArrayList<>(List.of(Grid.Cell.empty()));
      for (List<OneStep.Denoised> level : denoised) {
        noised.add(Grid.Cell.of(level.get(i).noised(), ""));
        images.add(Grid.Cell.of(level.get(i).image(), ""));
      }
      lines.add(new Grid.Line(pictures.get(i).caption() + ", noised", noised));
      lines.add(new Grid.Line("denoised", images));
    }
    return lines;
  }

  private static double error(List<Picture> pictures, List<OneStep.Denoised> denoised) {
    double sum = 0;
    for (int i = 0; i < pictures.size(); i++) {
      sum += pictures.get(i).meanSquaredError(denoised.get(i).image());
    }
    return sum / pictures.size();
  }
}
