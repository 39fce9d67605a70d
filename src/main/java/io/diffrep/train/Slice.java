package io.diffrep.train;

import java.io.Serializable;

/**
 * A run of images within a chunk, in the order of an epoch.
 *
 * @param chunk the chunk
 * @param epoch how often the training set has been gone through before
 * @param from place of the first image in the chunk's order, from 0
 * @param to place after the last one
 */
record Slice(Chunk chunk, long epoch, int from, int to) implements Serializable {}
