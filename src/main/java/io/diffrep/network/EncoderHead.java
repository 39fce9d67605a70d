package io.diffrep.network;

/** What leads from the encoder's last feature map to the code, before one linear layer. */
public enum EncoderHead {
  /** All of it: what stands where counts. */
  FLATTEN,
  /** The mean of each channel. */
  POOL,
  /** The mean of each channel over each cell of a grid. */
  SPATIAL
}
