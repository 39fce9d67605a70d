/**
 * Image lakes into the image table: Spark readers of class folders, IDX files and the built-in
 * sample, and the quarantine of what cannot be read. Knows Spark SQL; imports {@code store}, {@code
 * image} and {@code runtime}; {@code train}, {@code encode} and everything above may import it.
 */
package io.diffrep.lake;
