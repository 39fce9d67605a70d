/**
 * Training on Spark: objectives, averaging of the workers' parameters, rounds, checkpoints and
 * history. Imports {@code model} and what stands above it; used by {@code encode}, {@code evaluate}
 * and the services.
 *
 * <p>Data is read in the order of {@link io.diffrep.train.EpochOrder}: row groups of the image
 * table in a new random order each epoch, the images of each in a new random order of their own. So
 * a round reads the few row groups that its images lie in, and costs the same however large the
 * table is, where an order of single images would have to move all of them to their places. It is
 * as good as that order because ingest has shuffled the table: a row group is a random sample of
 * it, and all that stays alike from epoch to epoch is which images are neighbours. And since the
 * order is a function of seed and position, a task that is tried again, or a run that goes on from
 * a checkpoint, needs no other memory of it than the number of images seen.
 */
package io.diffrep.train;
