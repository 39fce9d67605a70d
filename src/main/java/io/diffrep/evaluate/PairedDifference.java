package io.diffrep.evaluate;

/**
 * How far one input is ahead of another on the same draws of labels.
 *
 * @param input the input that is compared
 * @param baseline the input that it is compared with
 * @param budget labels that the probes saw
 * @param difference mean and deviation of the accuracy's difference, input minus baseline, over the
 *     draws
 * @param wins draws in which the input was strictly ahead
 */
public record PairedDifference(
    String input, String baseline, int budget, Spread difference, int wins) {}
