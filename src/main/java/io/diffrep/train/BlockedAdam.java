package io.diffrep.train;

import io.diffrep.engine.HostFloats;
import java.nio.FloatBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner.ExecutionerType;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.AdamUpdater;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.schedule.ISchedule;

/**
 * ND4J's Adam with its arithmetic as vectors: on processors ND4J updates one number at a time,
 * which takes four times as long. A block after the other goes through arrays on the heap, for
 * which Java makes vector code on every processor. Where arrays live on a device, ND4J's operation
 * runs.
 */
public final class BlockedAdam extends Adam {
  private static final long serialVersionUID = 1;

  /**
   * @param learningRate by iteration
   */
  public BlockedAdam(ISchedule learningRate) {
    super(learningRate);
  }

  private BlockedAdam(Adam other) {
    super(other.getLearningRate(), other.getBeta1(), other.getBeta2(), other.getEpsilon());
    setLearningRateSchedule(other.getLearningRateSchedule());
  }

  @Override
  public GradientUpdater<?> instantiate(INDArray moments, boolean initialize) {
    Updater updater = new Updater(this);
    long[] shape = moments.shape().clone();
    shape[shape.length - 1] /= 2;
    updater.setStateViewArray(moments, shape, moments.ordering(), initialize);
    return updater;
  }

  @Override
  public BlockedAdam clone() {
    return new BlockedAdam(this);
  }

  private static final class Updater extends AdamUpdater {
    /** Floats of a block; three of them fit the first cache. */
    private static final int BLOCK = 2048;

    private final float[] g = new float[BLOCK];
    private final float[] m = new float[BLOCK];
    private final float[] v = new float[BLOCK];

    private Updater(Adam settings) {
      super(settings);
    }

    /** Kingma and Ba 2014 (arXiv 1412.6980), section 2, with the order of its last lines. */
    @Override
    public void applyUpdater(INDArray gradient, int iteration, int epoch) {
      if (!runsHere(gradient)) {
        super.applyUpdater(gradient, iteration, epoch);
        return;
      }
      Adam settings = getConfig();
      int step = iteration + 1;
      double rate =
          settings.getLearningRate(iteration, epoch)
              * Math.sqrt(1 - StrictMath.pow(settings.getBeta2(), step))
              / (1 - StrictMath.pow(settings.getBeta1(), step));
      FloatBuffer gradients = HostFloats.of(gradient);
      FloatBuffer first = HostFloats.of(getM());
      FloatBuffer second = HostFloats.of(getV());
      for (int from = 0; from < gradients.limit(); from += BLOCK) {
        int count = Math.min(BLOCK, gradients.limit() - from);
        gradients.get(from, g, 0, count);
        first.get(from, m, 0, count);
        second.get(from, v, 0, count);
        update(
            count, (float) rate, settings.getBeta1(), settings.getBeta2(), settings.getEpsilon());
        gradients.put(from, g, 0, count);
        first.put(from, m, 0, count);
        second.put(from, v, 0, count);
      }
      HostFloats.written(gradient);
      HostFloats.written(getM());
      HostFloats.written(getV());
    }

    private boolean runsHere(INDArray gradient) {
      return Nd4j.getExecutioner().type() == ExecutionerType.NATIVE_CPU
          && HostFloats.isPlain(gradient)
          && HostFloats.isPlain(getM())
          && HostFloats.isPlain(getV());
    }

    private void update(int count, float rate, double decay1, double decay2, double least) {
      float[] g = this.g;
      float[] m = this.m;
      float[] v = this.v;
      float beta1 = (float) decay1;
      float beta2 = (float) decay2;
      float rest1 = (float) (1 - decay1);
      float rest2 = (float) (1 - decay2);
      float epsilon = (float) least;
      for (int i = 0; i < count; i++) {
        m[i] = beta1 * m[i] + rest1 * g[i];
        v[i] = beta2 * v[i] + rest2 * (g[i] * g[i]);
        g[i] = rate * m[i] / ((float) Math.sqrt(v[i]) + epsilon);
      }
    }
  }
}
