package io.diffrep.reproduce;

import io.diffrep.evaluate.CodeMeasures;

/**
 * What the codes of a model hold after a round, by the moving average of its weights.
 *
 * @param round rounds done
 * @param images images seen
 * @param model fingerprint of the weights
 * @param measures what its codes hold
 */
record MeasuredState(int round, long images, String model, CodeMeasures measures) {}
