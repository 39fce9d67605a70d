package io.diffrep.reproduce;

/**
 * What the images of one model say: see {@link GenerationComparison.Row}.
 *
 * @param model the model's fingerprint
 * @param judge the classifier's
 */
record MadeImages(
    String model,
    String judge,
    double error,
    double agreement,
    double diversity,
    double distance,
    double moved,
    double unmoved) {}
