package io.diffrep.train;

/**
 * An image due to be seen.
 *
 * @param image the image
 * @param epoch how often the training set has been gone through before
 */
record Draw(TrainingImage image, long epoch) {}
