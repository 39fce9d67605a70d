package io.diffrep.model;

import io.diffrep.engine.ParameterLayout;
import io.diffrep.network.Architecture;
import io.diffrep.network.Architecture.Part;
import io.diffrep.network.Initialisation;
import io.diffrep.runtime.Digests;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A model in memory: its specification and one flat vector of weights. Immutable. */
public final class Model implements Serializable {
  private static final long serialVersionUID = 1L;

  private final ModelSpecification specification;
  private final float[] weights;
  private transient ParameterLayout layout;

  /**
   * @param specification everything but the numbers
   * @param weights flat vector in the layout of the whole network; copied
   * @throws ModelException if it is not as long as the layout
   */
  public Model(ModelSpecification specification, INDArray weights) {
    this.specification = specification;
    this.weights = weights.reshape(weights.length()).toFloatVector();
    if (this.weights.length != layout().length()) {
      throw new ModelException(
          "the network has "
              + layout().length()
              + " parameters, the weights "
              + this.weights.length
              + ": they belong to another model");
    }
  }

  /** A model of the same specification with weights as training starts from. */
  public Model untrained(long seed) {
    return new Model(specification, Initialisation.draw(layout(), seed));
  }

  /** Everything but the numbers. */
  public ModelSpecification specification() {
    return specification;
  }

  /** Where each parameter lies in the weights. */
  public synchronized ParameterLayout layout() {
    if (layout == null) {
      layout = specification.architecture().graph(Part.WHOLE).layout();
    }
    return layout;
  }

  /** The weights as an array of the caller's own. */
  INDArray weights() {
    return Nd4j.createFromArray(weights);
  }

  /** The networks. */
  public Architecture architecture() {
    return specification.architecture();
  }

  /** SHA-256 in hex over weights and preprocessing: models of one fingerprint give one code. */
  public String fingerprint() {
    ByteBuffer bytes = ByteBuffer.allocate(4 * weights.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(weights);
    MessageDigest digest = Digests.sha256();
    String preprocessing =
        specification.architecture() + " " + specification.normalisation() + specification.engine();
    digest.update(preprocessing.getBytes(StandardCharsets.UTF_8));
    return Digests.hex(digest.digest(bytes.array()));
  }
}
