package io.diffrep.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.diffrep.engine.Parameter;
import io.diffrep.image.ImageShape;
import io.diffrep.network.Architecture.Part;
import io.diffrep.testing.TinyModels;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

/** The gradient of the whole loss, through the vertex, for each kind of encoder. */
class NetworkGradientTest {
  private static final ImageShape IMAGE = new ImageShape(1, 9, 8);
  private static final int BATCH = 3;
  private static final double PENALTY = 0.1;

  private final SplittableRandom random = new SplittableRandom(5);

  private INDArray normal(int... shape) {
    int length = 1;
    for (int size : shape) {
      length *= size;
    }
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return Nd4j.createFromArray(values).reshape('c', shape);
  }

  private MultiDataSet batch(Architecture architecture) {
    List<INDArray> inputs = new ArrayList<>();
    inputs.add(normal(BATCH, 1, 9, 8));
    inputs.add(normal(BATCH, 1, 9, 8));
    inputs.add(normal(BATCH, 1));
    inputs.add(Nd4j.createFromArray(1f, 0f, 1f).reshape(BATCH, 1));
    if (architecture.settings().isGaussian()) {
      inputs.add(normal(BATCH, architecture.settings().codeSize()));
    }
    return new MultiDataSet(
        inputs.toArray(INDArray[]::new), new INDArray[] {normal(BATCH, IMAGE.size() + 1)});
  }

  /**
   * Along the gradient the loss changes by the gradient's length: any part that were missing or
   * wrong would shorten or turn it.
   */
  @ParameterizedTest
  @CsvSource({
    "CONDITIONED, FLATTEN, PLAIN",
    "CONDITIONED, SPATIAL, GAUSSIAN",
    "STATIC, POOL, GAUSSIAN",
    "STATIC, FLATTEN, PLAIN"
  })
  void theLossChangesAsItsGradientSays(EncoderInput input, EncoderHead head, CodeKind code) {
    NetworkSettings settings =
        new NetworkSettings(List.of(8, 8), List.of(8, 8), 3, 16, 4, input, head, 2, code);
    Architecture architecture = new Architecture(settings, IMAGE);
    NetworkGraph graph =
        new NetworkGraph(
            NetworkGraph.configuration(
                TinyModels.CHOICE, architecture, PENALTY, new Adam(1e-3), Double.MAX_VALUE));
    var layout = architecture.graph(Part.WHOLE).layout();
    INDArray parameters = Initialisation.draw(layout, 3);
    // The last convolution starts at nearly nothing, and nothing would reach the encoder.
    parameters.muli(1.5).addi(normal(layout.length()).muli(0.05));
    graph.init(parameters.dup(), false);
    MultiDataSet batch = batch(architecture);
    graph.setInputs(batch.getFeatures());
    graph.setLabels(batch.getLabels());
    graph.computeGradientAndScore();
    INDArray gradient = graph.getFlattenedGradients().dup();

    for (Parameter parameter : layout.parameters()) {
      double[] part = gradient.reshape(gradient.length()).toDoubleVector();
      double length = 0;
      float[] direction = new float[layout.length()];
      for (int i = parameter.offset(); i < parameter.offset() + parameter.length(); i++) {
        length += part[i] * part[i];
      }
      length = Math.sqrt(length);
      assertThat(length).as(parameter.name()).isPositive();
      for (int i = parameter.offset(); i < parameter.offset() + parameter.length(); i++) {
        direction[i] = (float) (part[i] / length);
      }
      INDArray step = Nd4j.createFromArray(direction).muli(1e-2);
      double up = loss(graph, parameters.add(step), batch);
      double down = loss(graph, parameters.sub(step), batch);
      assertThat((up - down) / 2e-2)
          .as(parameter.name())
          .isCloseTo(length, within(0.02 * length + 2e-3));
    }
  }

  /** Summed over the batch, as the gradient is before the updater divides it. */
  private static double loss(NetworkGraph graph, INDArray parameters, MultiDataSet batch) {
    graph.setParams(parameters.reshape(1, parameters.length()));
    return graph.score(batch, true) * BATCH;
  }
}
