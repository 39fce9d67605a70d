package io.diffrep.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diffrep.engine.EngineChoice;
import io.diffrep.engine.EngineSettings;
import io.diffrep.engine.Graph;
import io.diffrep.engine.Precision;
import io.diffrep.image.ImageShape;
import io.diffrep.network.Architecture.Part;
import io.diffrep.runtime.UsageException;
import io.diffrep.testing.TinyModels;
import org.junit.jupiter.api.Test;

class EnginesTest {
  private static EngineChoice choose(Precision precision) {
    Graph graph = new Architecture(TinyModels.NETWORK, new ImageShape(1, 8, 8)).graph(Part.WHOLE);
    return Engines.choose(new EngineSettings(EngineSettings.Name.ND4J, precision), graph, 4);
  }

  /** Its numbers would not be those of the precision that the model would record. */
  @Test
  void theEngineOfNd4jRefusesMixedPrecision() {
    assertThat(choose(Precision.SINGLE)).isEqualTo(EngineChoice.single("nd4j"));
    assertThatThrownBy(() -> choose(Precision.MIXED))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("engine.precision is mixed")
        .hasMessageContaining("the engine nd4j, taken here, does not compute")
        .hasMessageContaining("set it to single");
  }
}
