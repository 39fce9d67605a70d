/**
 * The trained artefact: specification, preprocessing, weights and training state; reading and
 * writing it on any Hadoop file system; encoding and predicting on batches. Imports {@code store},
 * {@code sde}, {@code image} and {@code network}; used by {@code train}, {@code encode} and
 * everything above.
 */
package io.diffrep.model;
