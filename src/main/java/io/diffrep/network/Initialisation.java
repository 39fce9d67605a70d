package io.diffrep.network;

import io.diffrep.engine.Parameter;
import io.diffrep.engine.ParameterLayout;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Initial parameters: weights and biases uniform in {@code +-1 / sqrt(fan-in)}, norms at the
 * identity, weights of the last convolution and of attention's last of deviation 1e-3, the latter's
 * bias 0.
 */
public final class Initialisation {
  private static final double OUTPUT_DEVIATION = 1e-3;

  private Initialisation() {}

  /**
   * Draws parameters.
   *
   * @param seed the same seed gives the same parameters; each is drawn from a stream of its own, so
   *     that a new one changes no other
   * @return a flat vector of {@code layout.length()} numbers
   */
  public static INDArray draw(ParameterLayout layout, long seed) {
    float[] values = new float[layout.length()];
    for (Parameter parameter : layout.parameters()) {
      SplittableRandom random = new SplittableRandom(seed * 31 + parameter.name().hashCode());
      double bound = bound(parameter);
      for (int i = 0; i < parameter.length(); i++) {
        values[parameter.offset() + i] =
            switch (parameter.role()) {
              case WEIGHT, BIAS -> (float) (bound * (2 * random.nextDouble() - 1));
              case SCALE -> 1;
              case SHIFT -> 0;
            };
      }
    }
    return Nd4j.createFromArray(values);
  }

  private static double bound(Parameter parameter) {
    if (parameter.name().endsWith(Blocks.ATTENDED + ".bias")) {
      return 0;
    }
    boolean startsNearZero =
        parameter.name().equals(ScoreNetwork.OUTPUT + ".weight")
            || parameter.name().endsWith(Blocks.ATTENDED + ".weight");
    return startsNearZero ? OUTPUT_DEVIATION * Math.sqrt(3) : 1 / Math.sqrt(parameter.fanIn());
  }
}
