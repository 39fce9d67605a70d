package io.diffrep.train;

import java.io.Serializable;

/**
 * One row group of a file of the image table: what is read at once.
 *
 * @param file path of the file
 * @param length length of the file in bytes
 * @param rowGroup number of the row group in the file, from 0
 * @param offset where in the file it begins, in bytes
 * @param rows its rows, of whatever split
 * @param images rows of the split that is trained on
 */
record Chunk(String file, long length, int rowGroup, long offset, int rows, int images)
    implements Serializable {}
