package io.diffrep.model;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Where a training stands after a round, and all that it needs to go on.
 *
 * @param specification everything about the model but its numbers
 * @param round rounds done, from 1
 * @param images images seen
 * @param iteration optimiser steps of each worker
 * @param parameters raw weights, averaged over the workers
 * @param updater the optimiser's moments, averaged likewise
 * @param ema exponential moving average of the averaged weights
 * @param training what the training itself keeps, as JSON of its own; empty in checkpoints of
 *     versions that could not go on
 * @param history the history so far, a line of JSON a round
 */
public record TrainingState(
    ModelSpecification specification,
    int round,
    long images,
    int iteration,
    INDArray parameters,
    INDArray updater,
    INDArray ema,
    String training,
    List<String> history) {}
