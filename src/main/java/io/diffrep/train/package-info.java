/**
 * Training on Spark: objectives, averaging of the workers' parameters, rounds, checkpoints and
 * history. Imports {@code model} and what stands above it; used by {@code encode}, {@code evaluate}
 * and the services.
 */
package io.diffrep.train;
