package io.diffrep.model;

import io.diffrep.engine.HostFloats;
import io.diffrep.engine.ParameterLayout;
import io.diffrep.network.Architecture;
import io.diffrep.network.Architecture.Part;
import io.diffrep.network.EncoderBody;
import io.diffrep.network.EncoderKind;
import io.diffrep.network.Initialisation;
import io.diffrep.network.NetworkSettings;
import io.diffrep.network.ScoreSettings;
import io.diffrep.runtime.Digests;
import io.diffrep.runtime.KebabCase;
import io.diffrep.runtime.UsageException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
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
    this.weights = HostFloats.copy(weights);
    if (this.weights.length != layout().length()) {
      throw new ModelException(
          "the network has "
              + layout().length()
              + " parameters, the weights "
              + this.weights.length
              + ": they belong to another model");
    }
  }

  /**
   * Refuses a model without a score model.
   *
   * @throws UsageException naming its objective
   */
  public void requireScoreMatching() {
    if (!specification.objective().isScoreMatching()) {
      throw new UsageException(
          "the model was trained for the objective "
              + KebabCase.of(specification.objective().kind())
              + ", and knows nothing of noise: take one that was trained with objective.kind ="
              + " score-matching");
    }
  }

  /** The same model as its training started from. */
  public Model untrained() {
    return new Model(specification, Initialisation.draw(layout(), specification.seed()));
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

  /**
   * An image as the networks take it.
   *
   * @param pixels uint8, row-major {@code [height, width, channels]}, of the model's shape
   * @return standardised, {@code [channels, height, width]}
   */
  public float[] standardised(byte[] pixels) {
    float[] planes = new float[architecture().image().size()];
    specification.normalisation().apply(pixels, architecture().image(), planes, 0);
    return planes;
  }

  /**
   * What decides the codes beside the weights. Written out, since a fingerprint must stay what it
   * is while classes change: tables name the model that they were made by.
   */
  private String identity() {
    NetworkSettings network = architecture().settings();
    // What models from before there was a choice do not say.
    String encoder =
        network
                .with(ScoreSettings.DEFAULT)
                .with(EncoderBody.DEFAULT)
                .equals(
                    NetworkSettings.sized(
                        network.encoderChannels(),
                        network.scoreChannels(),
                        network.codeSize(),
                        network.embedding(),
                        network.groups()))
            ? ""
            : " encoder="
                + network.encoder()
                + " head="
                + network.head()
                + " "
                + network.headCells()
                + " code="
                + network.code();
    String body =
        network.body().encoderKind() == EncoderKind.WIDE_RESNET
            ? " wide-resnet=" + network.body().depth() + "-" + network.body().widen()
            : "";
    return String.join(
        " ",
        "image=" + architecture().image(),
        "mean=" + Arrays.toString(specification.normalisation().mean()),
        "deviation=" + Arrays.toString(specification.normalisation().deviation()),
        "encoder-channels=" + network.encoderChannels(),
        "code-size=" + network.codeSize(),
        "embedding=" + network.embedding(),
        "groups=" + network.groups(),
        "engine=" + specification.engine().identity() + encoder + body);
  }

  /** SHA-256 in hex over weights and preprocessing: models of one fingerprint give one code. */
  public String fingerprint() {
    ByteBuffer bytes = ByteBuffer.allocate(4 * weights.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(weights);
    MessageDigest digest = Digests.sha256();
    digest.update(identity().getBytes(StandardCharsets.UTF_8));
    return Digests.hex(digest.digest(bytes.array()));
  }
}
