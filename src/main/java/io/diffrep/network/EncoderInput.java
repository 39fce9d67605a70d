package io.diffrep.network;

/** What the encoder sees. */
public enum EncoderInput {
  /** The image and the noise level: a code is a function of the noise level. */
  CONDITIONED,
  /** The image alone: one code for all noise levels. */
  STATIC
}
