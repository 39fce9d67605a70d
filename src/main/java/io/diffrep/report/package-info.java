/**
 * A run directory as one page for a browser: what was run, how training went, what the codes are
 * worth and what they hold. {@code Report} gathers sections, {@code Html} writes them; every part
 * whose data is not there says why. Imports {@code runtime} to {@code evaluate}; used by {@code
 * config}, {@code run} and {@code cli}.
 */
package io.diffrep.report;
