package io.diffrep.model;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Where a training stands after a round.
 *
 * @param round rounds done, from 1
 * @param images images seen
 * @param iteration optimiser steps of each worker
 * @param seed what the run's random numbers are derived from
 * @param parameters raw weights, averaged over the workers
 * @param updater the optimiser's moments, averaged likewise
 * @param ema exponential moving average of the averaged weights
 */
public record TrainingState(
    int round,
    long images,
    int iteration,
    long seed,
    INDArray parameters,
    INDArray updater,
    INDArray ema) {}
