package io.diffrep.sde;

/** What a model is trained for. All but the first are baselines: the same encoder without noise. */
public enum ObjectiveKind {
  /** Denoising score matching with a conditional score model: the method. */
  SCORE_MATCHING,
  /**
   * Reconstruction of the image from its code alone, by the score network with nothing to look at;
   * variational where codes are Gaussian. The loss is a sum of squares.
   */
  AUTOENCODER,
  /** SimCLR (Chen et al. 2020, arXiv 2002.05709): codes of two views of an image are alike. */
  CONTRASTIVE,
  /** A linear classifier of the codes, by the labels that there are. */
  SUPERVISED
}
