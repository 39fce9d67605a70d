package io.diffrep.train;

/**
 * One round: what passes between two averagings.
 *
 * @param number from 1
 * @param firstStep steps of each worker before it
 * @param steps steps of each worker in it, at least 1
 */
record Round(int number, int firstStep, int steps) {}
