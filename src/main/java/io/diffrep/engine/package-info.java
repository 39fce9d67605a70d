/**
 * The compute engine: a network is described once as a {@link io.diffrep.engine.Graph}, compiled
 * for a batch size into a {@link io.diffrep.engine.Plan} (forward and backward, buffers reused) and
 * replayed every step. Knows ND4J arrays at its edge only; how an implementation lays its data out
 * is its own affair. Imports {@code runtime}; used by {@code network} and everything above it.
 */
package io.diffrep.engine;
