/**
 * Batch encoding of an image table into the representation table. Imports {@code model}, {@code
 * lake} and what stands above them; used by {@code evaluate} and the services.
 */
package io.diffrep.encode;
