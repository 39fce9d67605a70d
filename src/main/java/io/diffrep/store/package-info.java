/**
 * Directories on any Hadoop file system that count as written only when their manifest, written
 * last, is there and holds; and the rule by which a command takes its destination. Imports {@code
 * runtime} alone; every package that writes something may import it.
 */
package io.diffrep.store;
