package io.diffrep.reproduce;

import io.diffrep.evaluate.ImageClassifier.Judgement;
import java.util.List;

/** Says of images which class they look like. */
interface Judge {
  /**
   * Judges.
   *
   * @param images uint8, row-major {@code [height, width, channels]}
   * @return a judgement an image
   */
  List<Judgement> judge(List<byte[]> images);
}
