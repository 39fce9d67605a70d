package io.diffrep.evaluate;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * One row of the metrics table: what one probe, fitted on one draw of labels, reached.
 *
 * @param input name of the features, such as {@code encoder 0.2} or {@code pca}
 * @param source what the features are: a representation table's source, or {@code pca}
 * @param level the noise-to-signal ratio {@code rho} of the codes; empty for several levels
 *     concatenated and for what has no level
 * @param method the probe
 * @param budget labels that the probe saw
 * @param draw which draw of the labels, from 0; the same draw holds the same images for every input
 * @param trainSeed seed that the representation was trained with; empty where it is not known
 * @param split split that was predicted
 * @param metric what was measured: {@code accuracy}
 * @param value the measured value; an accuracy lies in 0 to 1
 */
public record Measurement(
    String input,
    String source,
    OptionalDouble level,
    String method,
    int budget,
    int draw,
    OptionalLong trainSeed,
    String split,
    String metric,
    double value) {
  /** The share of images whose class was predicted rightly. */
  public static final String ACCURACY = "accuracy";
}
