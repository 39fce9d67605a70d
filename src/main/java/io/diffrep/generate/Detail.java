package io.diffrep.generate;

import io.diffrep.model.ModelSpecification;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.fs.Path;

/**
 * The same images by the codes of several models: what the noise law and the weighting of each make
 * its codes hold. The noise is the same for all. A model that cannot come from noise to images
 * denoises them in one step from the middle of the levels that it knows.
 */
public record Detail() implements Kind {
  @Override
  public String name() {
    return "detail";
  }

  /** A model that cannot takes one step instead. */
  @Override
  public boolean solves() {
    return false;
  }

  @Override
  public Gallery draw(Materials materials) {
    List<Picture> pictures = materials.pictures();
    List<byte[]> pixels = pictures.stream().map(Picture::requiredPixels).toList();
    List<Grid.Line> rows = new ArrayList<>(List.of(Layout.originals(pictures)));
    List<Map<String, Object>> models = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    List<String> names = names(materials.models());
    for (int i = 0; i < materials.generators().size(); i++) {
      Generator generator = materials.generators().get(i);
      boolean solves = generator.obstacle().isEmpty();
      ModelSpecification specification = generator.model().specification();
      String caption = caption(names.get(i), specification, solves);
      List<List<byte[]>> draws =
          solves ? solved(materials, generator, pixels) : List.of(oneStep(generator, pixels));
      double error = 0;
      for (int draw = 0; draw < draws.size(); draw++) {
        rows.add(new Grid.Line(draw == 0 ? caption : "", Grid.cells(draws.get(draw))));
        for (int image = 0; image < pictures.size(); image++) {
          error +=
              pictures.get(image).meanSquaredError(draws.get(draw).get(image))
                  / (draws.size() * pictures.size());
        }
      }
      Map<String, Object> model = new LinkedHashMap<>();
      model.put("model", materials.models().get(i));
      model.put("caption", caption);
      model.put("mean-squared-error", error);
      models.add(model);
      lines.add(caption + ": mean squared error " + Layout.digits(error));
    }
    return new Gallery(
        Layout.folded(name(), materials.shape(), rows, materials.settings().grids().images()),
        Map.of("images", Layout.named(pictures), "by-model", models),
        lines);
  }

  private static List<List<byte[]>> solved(
      Materials materials, Generator generator, List<byte[]> pixels) {
    materials.noteSolver();
    int draws = materials.settings().grids().detailDraws();
    List<byte[]> all = Collections.nCopies(draws, pixels).stream().flatMap(List::stream).toList();
    List<byte[]> made = generator.reconstruct(all, Materials.indices(all.size()));
    List<List<byte[]>> byDraw = new ArrayList<>();
    for (int draw = 0; draw < draws; draw++) {
      byDraw.add(made.subList(draw * pixels.size(), (draw + 1) * pixels.size()));
    }
    return byDraw;
  }

  private static List<byte[]> oneStep(Generator generator, List<byte[]> pixels) {
    double rho = generator.model().specification().noise().support().middle();
    return generator.denoise(pixels, Materials.indices(pixels.size()), List.of(rho)).get(0).stream()
        .map(OneStep.Denoised::image)
        .toList();
  }

  /** The shortest ends of the models' paths that tell them apart. */
  static List<String> names(List<String> models) {
    List<Path> paths = models.stream().map(Path::new).toList();
    int deepest = paths.stream().mapToInt(Path::depth).max().orElse(0);
    long different = paths.stream().distinct().count();
    List<String> names = ends(paths, 1);
    for (int parts = 2; parts <= deepest && new HashSet<>(names).size() < different; parts++) {
      names = ends(paths, parts);
    }
    return new HashSet<>(names).size() < different ? models : names;
  }

  private static List<String> ends(List<Path> paths, int parts) {
    List<String> ends = new ArrayList<>();
    for (Path path : paths) {
      String end = path.getName();
      Path above = path.getParent();
      for (int i = 1; i < parts && above != null && !above.getName().isEmpty(); i++) {
        end = above.getName() + "/" + end;
        above = above.getParent();
      }
      ends.add(end);
    }
    return ends;
  }

  /** The model's name, law and weighting, and that it takes one step if it does not solve. */
  private static String caption(String model, ModelSpecification specification, boolean solves) {
    String caption =
        model
            + ": "
            + specification.noise().noiseLaw().description()
            + "; weighting "
            + specification.objective().weighting().name().toLowerCase(Locale.ROOT);
    return solves
        ? caption
        : caption + "; one step from rho " + Layout.plain(specification.noise().support().middle());
  }
}
