/**
 * The ground floor: what every package may need and no package owns, such as the two kinds of
 * refusal ({@link io.diffrep.runtime.UsageException}) and the range checks of settings records;
 * what a JVM computes with: the choice of the native build, the card of a task, the properties and
 * limits that Spark's executors are started with, and the findings that doctor and start-up checks
 * report; the console and the progress of long work, its Spark jobs by name, and their cancellation
 * by signals. Imports no package of ours; may be imported by all.
 */
package io.diffrep.runtime;
