/**
 * The services that string the others together. Imports everything but {@code cli}, which is alone
 * to import it.
 */
package io.diffrep.run;
