/**
 * The method's mathematics: noise processes, laws of the noise level, parameterisation, weighting,
 * the streams that all noise is drawn from, and solvers over a score function. Everything is
 * written in the noise-to-signal ratio {@code rho = sigma / alpha}. No Spark, no DL4J. Imports
 * {@code runtime}; used by {@code model}, {@code train} and everything above.
 */
package io.diffrep.sde;
