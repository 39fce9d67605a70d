/**
 * The encoder and the score network, described once against the engine: their blocks, parameter
 * layout and initialisation; the plans kept for them; and the DL4J vertex and loss that carry them
 * in a ComputationGraph. Imports {@code image} and {@code engine}; used by {@code model}, {@code
 * train} and {@code encode}.
 */
package io.diffrep.network;
