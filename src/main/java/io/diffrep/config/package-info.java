/**
 * Reads HOCON into the settings records that the packages below define for themselves: every
 * mistake is reported at once, unknown keys are refused. The only package that knows Typesafe
 * Config; imports the packages whose settings it fills; used by {@code run} and {@code cli}.
 */
package io.diffrep.config;
