/**
 * The measurements behind the figures of the README: medians of repeated steps and rounds, each
 * named and run by {@code jobs/bench}, and the cost model of training on many executors. Imports
 * what it measures; the command line alone imports it.
 */
package io.diffrep.bench;
