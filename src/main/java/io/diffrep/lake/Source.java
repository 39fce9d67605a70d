package io.diffrep.lake;

import java.io.Serializable;
import java.util.Iterator;
import org.apache.spark.sql.Row;

/**
 * A part of a lake that is read as one: a plain image file, or a container with many images. New
 * kinds of containers are new implementations, chosen in {@link LakePlan}. Travels to the
 * executors, by Java serialisation or Kryo.
 */
interface Source extends Serializable {
  /** Images that it promises: {@link #read} gives as many rows, whatever it meets. */
  long promised();

  /** What reading it costs, in bytes. */
  long cost();

  /** The split that the lake itself gives its images, or null. */
  String split();

  /**
   * Reads it: one outcome per promised image, accepted or rejected (see {@link Outcome}).
   *
   * @param reading what reading takes on an executor
   */
  Iterator<Row> read(Reading reading);
}
