/**
 * The measurements behind the figures of the README: medians of repeated steps, each named and run
 * by {@code jobs/bench}. Imports what it measures; the command line alone imports it.
 */
package io.diffrep.bench;
