package io.diffrep.network;

/** What leads from an image to the encoder's last feature map. */
public enum EncoderKind {
  /** Stages of one residual block each, modulated by the noise level (FiLM). */
  RESIDUAL,
  /** A wide residual network, whose blocks have a bias from the noise level: the paper's. */
  WIDE_RESNET
}
