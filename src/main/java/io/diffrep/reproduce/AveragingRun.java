package io.diffrep.reproduce;

import io.diffrep.evaluate.DenoisingLossSummary;

/**
 * One training of a variant, finished and measured.
 *
 * @param variant the variant
 * @param seed its seed
 * @param interval steps between two averagings after the warm-up
 * @param curve training loss
 * @param heldOut losses of held-out images by the moving average of the weights
 */
record AveragingRun(
    AveragingVariant variant,
    long seed,
    int interval,
    LossCurve curve,
    DenoisingLossSummary heldOut) {}
