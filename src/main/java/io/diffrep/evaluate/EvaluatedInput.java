package io.diffrep.evaluate;

import java.util.OptionalDouble;

/**
 * The features that probes were fitted on.
 *
 * @param name unique within an evaluation
 * @param source what the features are: a representation table's source, or {@code pca}
 * @param level the noise-to-signal ratio {@code rho} of the codes; empty for several levels
 *     concatenated and for what has no level
 * @param dimensions length of a feature vector
 * @param model fingerprint of the encoding that they come from
 * @param directory the representation table that they come from
 * @param headline whether they are all that their table offers for an image (its levels
 *     concatenated, or its only level), and so what paired comparisons use
 */
public record EvaluatedInput(
    String name,
    String source,
    OptionalDouble level,
    int dimensions,
    String model,
    String directory,
    boolean headline) {}
