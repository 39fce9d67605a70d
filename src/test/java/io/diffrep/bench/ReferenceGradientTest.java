package io.diffrep.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.diffrep.engine.Engine;
import io.diffrep.engine.Engine.Mode;
import io.diffrep.engine.Graph;
import io.diffrep.engine.HostFloats;
import io.diffrep.engine.Plan;
import io.diffrep.engine.host.HostEngine;
import io.diffrep.engine.nd4j.Nd4jEngine;
import io.diffrep.network.Initialisation;
import io.diffrep.sde.NoiseStream;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What the speed of the processor's engine costs: nothing but rounding. */
class ReferenceGradientTest {
  private static final int BATCH = 4;
  private static final int SIZE = ReferenceNetwork.SIZE;

  /** One training step's gradient by ND4J's convolutions, which are none of Winograd's. */
  @Test
  void theWholeGradientOfTheReferenceNetworkIsThatOfDirectConvolutions() {
    assumeTrue(HostEngine.isAvailable());
    float[] expected = gradient(Nd4jEngine.operationsAlone());
    float[] actual = gradient(HostEngine.single());
    double squares = 0;
    double off = 0;
    for (int i = 0; i < expected.length; i++) {
      squares += (double) expected[i] * expected[i];
      off += ((double) actual[i] - expected[i]) * ((double) actual[i] - expected[i]);
    }
    double error = Math.sqrt(off / squares);
    System.out.println("relative error of the whole gradient: " + error);
    assertThat(squares).isPositive();
    assertThat(error).isLessThan(1e-5);
  }

  private static float[] gradient(Engine engine) {
    Graph graph = ReferenceNetwork.whole();
    try (Plan plan = engine.compile(graph, BATCH, Mode.TRAINING)) {
      plan.parameters(graph.layout(), Initialisation.draw(graph.layout(), 1));
      plan.input(ReferenceNetwork.IMAGE, images(1));
      plan.input(ReferenceNetwork.NOISY, images(2));
      plan.input(ReferenceNetwork.LOG_RHO, normal(3, BATCH, 1));
      plan.forward();
      INDArray error = plan.output(ReferenceNetwork.PREDICTION).sub(images(4));
      plan.backward(Map.of(ReferenceNetwork.PREDICTION, error.mul(2.0 / error.length())));
      INDArray gradient = Nd4j.create(DataType.FLOAT, 1, graph.layout().length());
      plan.gradients(gradient);
      return HostFloats.copy(gradient);
    }
  }

  private static INDArray images(long seed) {
    return normal(seed, BATCH, ReferenceNetwork.CHANNELS, SIZE, SIZE);
  }

  private static INDArray normal(long seed, long... shape) {
    int length = 1;
    for (long size : shape) {
      length *= (int) size;
    }
    NoiseStream stream = new NoiseStream();
    stream.begin(seed);
    float[] values = new float[length];
    stream.normal(values, 0, length);
    return Nd4j.create(values, shape, 'c');
  }
}
