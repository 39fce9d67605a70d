package io.diffrep.evaluate;

import java.io.Serializable;

/**
 * Mean loss {@code ||F - target||^2} of an image at one noise level, summed over its pixels and
 * channels (unit weight on the network's target).
 *
 * @param rho noise-to-signal ratio
 * @param own with the image's own code
 * @param other with the code of another image
 * @param dropped with the code dropped; NaN where the model never learned to do without
 */
public record DenoisingLoss(double rho, double own, double other, double dropped)
    implements Serializable {
  /** What the code is worth at this level: the loss without it minus the loss with it. */
  public double codeGain() {
    return dropped - own;
  }
}
