package io.diffrep.generate;

import io.diffrep.evaluate.CodeDirection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * Images whose codes are moved towards a class or away from it, all noise levels jointly, while the
 * noise stays.
 *
 * @param label the class
 * @param by what gives the direction
 */
public record Manipulate(String label, By by) implements Kind {
  /** What gives a direction. */
  public enum By {
    /** The weight of the class in MLlib's logistic regression. */
    CLASSIFIER,
    /** The difference between the mean code of the class and that of all others. */
    MEANS
  }

  @Override
  public String name() {
    return "manipulate";
  }

  @Override
  public Gallery draw(Materials materials) {
    materials.requireClass(label);
    CodedImages coded = materials.coded();
    CodeDirection direction = direction(materials);
    List<Double> distances = materials.settings().grids().distances();
    int columns = distances.size();
    List<float[][]> moved = new ArrayList<>();
    for (float[][] code : coded.codes().codes()) {
      distances.forEach(distance -> moved.add(direction.move(code, distance)));
    }
    long[] noise = new long[moved.size()];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = i / columns;
    }
    List<byte[]> made = materials.generator().fromCodes(coded.codes().with(moved), noise);
    List<String> captions = new ArrayList<>(List.of("image"));
    distances.forEach(distance -> captions.add(signed(distance)));
    return new Gallery(
        Layout.stacked(
            name(),
            materials.shape(),
            captions,
            lines(coded, made, columns),
            materials.settings().grids().images()),
        Map.of(
            "images",
            Layout.named(coded.pictures()),
            "class",
            label,
            "direction",
            by.name(),
            "deviation",
            direction.deviation(),
            "fitted-codes",
            direction.fitted()),
        List.of(
            "towards class "
                + label
                + ", in deviations of the training codes along the direction ("
                + Layout.digits(direction.deviation())
                + " in the codes' unit); fitted to "
                + direction.fitted()
                + " labelled training codes"));
  }

  private static List<Grid.Line> lines(CodedImages coded, List<byte[]> made, int columns) {
    List<Grid.Line> lines = new ArrayList<>();
    for (int i = 0; i < coded.pictures().size(); i++) {
      List<Grid.Cell> cells =
          new ArrayList<>(Collections.singleton(Layout.head(coded.pictures().get(i))));
      cells.addAll(Grid.cells(made.subList(i * columns, (i + 1) * columns)));
      lines.add(new Grid.Line(coded.pictures().get(i).caption(), cells));
    }
    return lines;
  }

  private CodeDirection direction(Materials materials) {
    CodeDirection.Labelled training = materials.labelledTraining();
    return switch (by) {
      case CLASSIFIER ->
          CodeDirection.logistic(
              materials.spark(),
              training,
              label,
              materials.settings().logisticC(),
              materials.settings().maxIterations());
      case MEANS -> CodeDirection.means(training, label);
    };
  }

  private static String signed(double distance) {
    return (distance > 0 ? "+" : "") + Layout.plain(distance);
  }
}
