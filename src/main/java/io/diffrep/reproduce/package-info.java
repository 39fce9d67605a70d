/**
 * The named experiments behind numbers of the README, from raw data to table and chart, each run by
 * {@code jobs/reproduce}. Imports the services that it runs; the command line alone imports it.
 */
package io.diffrep.reproduce;
