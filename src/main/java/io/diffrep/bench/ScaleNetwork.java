package io.diffrep.bench;

import io.diffrep.engine.Graph;
import io.diffrep.engine.Operation.Convolution;
import io.diffrep.engine.Operation.Linear;
import io.diffrep.image.ImageShape;
import io.diffrep.network.Architecture;
import io.diffrep.network.Architecture.Part;
import io.diffrep.network.NetworkSettings;
import java.util.List;
import java.util.Locale;

/** The networks whose training is measured on several workers. */
public enum ScaleNetwork {
  /** For tests of seconds. */
  TINY(NetworkSettings.sized(List.of(8, 8), List.of(8, 8), 4, 16, 4), new ImageShape(1, 8, 8), 20),

  /** The default network on images as large as the quickstart's. */
  QUICKSTART(
      NetworkSettings.sized(List.of(16, 32, 64), List.of(16, 32, 32), 128, 128, 8),
      new ImageShape(1, 28, 28),
      200),

  /** Half as wide as the large one. */
  MIDDLE(
      NetworkSettings.sized(List.of(16, 32, 64), List.of(32, 64, 64), 64, 128, 8),
      new ImageShape(3, 32, 32),
      100),

  /** As wide as the reference network of the measurements of steps. */
  LARGE(
      NetworkSettings.sized(List.of(32, 64, 128), List.of(64, 128, 128), 64, 128, 8),
      new ImageShape(3, 32, 32),
      40);

  private final Architecture architecture;
  private final int steps;

  ScaleNetwork(NetworkSettings settings, ImageShape image, int steps) {
    architecture = new Architecture(settings, image);
    this.steps = steps;
  }

  /** As the command line has it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  NetworkSettings settings() {
    return architecture.settings();
  }

  ImageShape image() {
    return architecture.image();
  }

  /** Steps of a worker after the warm-up that take some seconds and hold some rounds. */
  int steps() {
    return steps;
  }

  /** How many numbers are trained. */
  int parameters() {
    return graph().layout().length();
  }

  /** Floating-point operations of an image's forward pass in convolutions and matrix products. */
  long forwardOperations() {
    return graph().operations().stream()
        .mapToLong(
            operation -> {
              if (operation instanceof Convolution c) {
                return 2L * c.weight().length() * c.output().positions();
              }
              return operation instanceof Linear l ? 2L * l.weight().length() : 0;
            })
        .sum();
  }

  private Graph graph() {
    return architecture.graph(Part.WHOLE);
  }
}
