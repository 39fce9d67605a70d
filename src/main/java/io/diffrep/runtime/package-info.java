/**
 * The ground floor: what every package may need and no package owns, such as the two kinds of
 * refusal ({@link io.diffrep.runtime.UsageException}) and the range checks of settings records.
 * Imports no package of ours; may be imported by all.
 */
package io.diffrep.runtime;
