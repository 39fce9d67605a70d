/**
 * What representations are worth when few labels exist: label draws, probes by MLlib classifiers,
 * the baselines raw pixels and PCA, and the tables of results; what codes hold of classes and of
 * what can be seen in the images. It may import what stands before it, above all {@code encode} for
 * the representation table; {@code generate}, {@code report}, {@code config}, {@code run}, {@code
 * reproduce} and {@code cli} may import it.
 */
package io.diffrep.evaluate;
