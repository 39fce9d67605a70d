package io.diffrep.evaluate;

import java.io.Serializable;

/** Which of an image's codes make up its feature vector. */
public sealed interface Features extends Serializable {

  /**
   * The feature vector.
   *
   * @param codes {@code [level][dimension]}
   */
  float[] of(float[][] codes);

  /**
   * The code at one noise level.
   *
   * @param index which level, from 0
   */
  record OneLevel(int index) implements Features {
    @Override
    public float[] of(float[][] codes) {
      return codes[index];
    }
  }

  /** The codes of all levels, one after the other. */
  record Concatenated() implements Features {
    @Override
    public float[] of(float[][] codes) {
      int length = 0;
      for (float[] code : codes) {
        length += code.length;
      }
      float[] all = new float[length];
      int offset = 0;
      for (float[] code : codes) {
        System.arraycopy(code, 0, all, offset, code.length);
        offset += code.length;
      }
      return all;
    }
  }
}
