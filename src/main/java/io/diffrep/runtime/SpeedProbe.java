package io.diffrep.runtime;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * How fast one thread of this JVM computes: a second of matrix products and convolutions. What was
 * loaded tells what it should be; a wrong kernel shows here alone.
 */
public final class SpeedProbe {
  private static final int REPEATS = 9;
  private static final int MATRIX = 384;
  private static final int IMAGES = 16;
  private static final int CHANNELS = 32;
  private static final int SIDE = 28;

  /** GFLOP/s that every processor of the last ten years exceeds with a kernel made for it. */
  private static final double SLOW = 8;

  private SpeedProbe() {}

  /** A line for matrix products and one for convolutions. */
  public static List<Finding> findings() {
    return List.of(
        finding(
            "speed of matrix products",
            matrixProducts(),
            "set OPENBLAS_CORETYPE=HASWELL (AVX2) or SKYLAKEX (AVX-512) in this JVM's environment"),
        finding(
            "speed of convolutions",
            convolutions(),
            "see that nothing else runs on this machine, and that the native library is the one"
                + " with oneDNN"));
  }

  private static Finding finding(String subject, double gigaflops, String remedy) {
    String text = String.format(Locale.ROOT, "%.0f GFLOP/s", gigaflops);
    return gigaflops < SLOW
        ? Finding.warning(subject, text + ", far below what a core can do", remedy)
        : Finding.ok(subject, text);
  }

  private static double matrixProducts() {
    INDArray a = Nd4j.ones(DataType.FLOAT, MATRIX, MATRIX);
    INDArray b = Nd4j.ones(DataType.FLOAT, MATRIX, MATRIX);
    INDArray product = Nd4j.create(DataType.FLOAT, new long[] {MATRIX, MATRIX}, 'f');
    double seconds = median(() -> a.mmuli(b, product));
    return 2e-9 * MATRIX * MATRIX * MATRIX / seconds;
  }

  private static double convolutions() {
    INDArray images = Nd4j.ones(DataType.FLOAT, IMAGES, CHANNELS, SIDE, SIDE);
    // [kernel height, kernel width, in, out]; NCHW, same padding.
    INDArray weights = Nd4j.ones(DataType.FLOAT, 3, 3, CHANNELS, CHANNELS);
    INDArray result = Nd4j.create(DataType.FLOAT, IMAGES, CHANNELS, SIDE, SIDE);
    DynamicCustomOp convolution =
        DynamicCustomOp.builder("conv2d")
            .addInputs(images, weights)
            .addOutputs(result)
            .addIntegerArguments(3, 3, 1, 1, 1, 1, 1, 1, 1, 0, 0)
            .build();
    double seconds = median(() -> Nd4j.exec(convolution));
    return 2e-9 * IMAGES * SIDE * SIDE * CHANNELS * CHANNELS * 9 / seconds;
  }

  private static double median(Runnable work) {
    work.run();
    work.run();
    double[] seconds = new double[REPEATS];
    for (int i = 0; i < REPEATS; i++) {
      long start = System.nanoTime();
      work.run();
      seconds[i] = (System.nanoTime() - start) / 1e9;
    }
    Arrays.sort(seconds);
    return seconds[REPEATS / 2];
  }
}
