package io.diffrep.model;

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
    for (float[] code : KnownAnswers.codes(model)) {
      int[] row = new int[code.length];
      for (int i = 0; i < code.length; i++) {
        row[i] = Float.floatToRawIntBits(code[i]);
      }
      bits.add(row);
    }
    return bits.toArray(int[][]::new);
  }
}
