/**
 * The engine on ND4J's operations: every backend, CUDA included, and the reference for others.
 * Convolutions and matrix products are native operations; norm + FiLM + SiLU is one pass in Java
 * where the arrays lie in host memory, ND4J operations elsewhere. Imports {@code engine}; chosen by
 * {@code network}.
 */
package io.diffrep.engine.nd4j;
