/**
 * The command line: one command for each verb, thin over the services of the packages below, and
 * {@link io.diffrep.cli.Diffrep} with {@code main}. The only package that knows picocli; may import
 * every other package; nothing imports it. Commands name no Spark type in their fields and methods,
 * so that help and dry runs start without Spark.
 */
package io.diffrep.cli;
