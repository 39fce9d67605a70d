/**
 * Images from codes: reconstructions, samples, interpolations, variations, manipulations and detail
 * sweeps, as pixels ({@link io.diffrep.generate.Generator}) and as grids in PNG files ({@link
 * io.diffrep.generate.Generation}). It may import what stands before it, above all {@code model}
 * and {@code evaluate} for the representation table; {@code report}, {@code config}, {@code run},
 * {@code reproduce} and {@code cli} may import it.
 */
package io.diffrep.generate;
