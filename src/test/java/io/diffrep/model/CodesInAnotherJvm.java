package io.diffrep.model;

import io.diffrep.image.ImageShape;
import io.diffrep.testing.TinyModels;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Prints the codes that a model directory gives for images known to test and fork. */
final class CodesInAnotherJvm {
  private CodesInAnotherJvm() {}

  public static void main(String[] arguments) throws IOException {
    System.out.println("codes " + Arrays.deepToString(codes(arguments[0])));
  }

  /** Codes of ten images at two noise levels, as the bits of their numbers. */
  static int[][] codes(String directory) throws IOException {
    Model model = new ModelDirectory(new Path(directory), new Configuration(false)).load();
    List<int[]> bits = new ArrayList<>();
    for (float[] code : numbers(model)) {
      int[] row = new int[code.length];
      for (int i = 0; i < code.length; i++) {
        row[i] = Float.floatToRawIntBits(code[i]);
      }
      bits.add(row);
    }
    return bits.toArray(int[][]::new);
  }

  static List<float[]> numbers(Model model) {
    ImageShape shape = model.architecture().image();
    List<float[]> images = new ArrayList<>();
    for (byte[] pixels : TinyModels.images(10, shape, 11)) {
      float[] planes = new float[shape.size()];
      model.specification().normalisation().apply(pixels, shape, planes, 0);
      images.add(planes);
    }
    List<float[]> codes = new ArrayList<>();
    try (Inference encoder = Inference.encoder(model, 16)) {
      codes.addAll(Arrays.asList(encoder.codes(images, 0.5)));
      codes.addAll(Arrays.asList(encoder.codes(images, 5)));
    }
    return codes;
  }
}
