/**
 * The services that string the others together. Imports everything but {@code cli}, which imports
 * it beside {@code reproduce} alone.
 */
package io.diffrep.run;
