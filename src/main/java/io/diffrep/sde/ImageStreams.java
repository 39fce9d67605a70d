package io.diffrep.sde;

/**
 * The streams of random numbers of generated images. Which one an image has follows from a seed and
 * the image's index alone, so that the image is the same in whatever batch it is made.
 */
public final class ImageStreams {
  private static final int START = 1;
  private static final int SOLVER = 2;
  private static final int CODE = 3;
  private static final int PERTURBATION = 4;

  private ImageStreams() {}

  /** The stream that an image's start noise comes from. */
  static NoiseStream start(long seed, long image) {
    return stream(seed, image, START);
  }

  /** The stream that a solver adds noise from. */
  static NoiseStream solver(long seed, long image) {
    return stream(seed, image, SOLVER);
  }

  /**
   * The stream that an image's code is drawn from.
   *
   * @param seed of everything that is drawn
   * @param image the image's index
   */
  public static NoiseStream code(long seed, long image) {
    return stream(seed, image, CODE);
  }

  /**
   * The stream of the noise that an image is perturbed with, to be denoised in one step.
   *
   * @param seed of all noise
   * @param image the image's index
   */
  public static NoiseStream perturbation(long seed, long image) {
    return stream(seed, image, PERTURBATION);
  }

  /** Its key is what the generator makes of seed and index: neighbours have unrelated keys. */
  private static NoiseStream stream(long seed, long image, int purpose) {
    Philox philox = new Philox();
    philox.draw((int) image, (int) (image >>> 32), purpose, 0, (int) seed, (int) (seed >>> 32));
    NoiseStream stream = new NoiseStream();
    stream.begin((long) philox.word0 << 32 | philox.word1 & 0xFFFFFFFFL);
    return stream;
  }
}
