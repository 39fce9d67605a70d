/**
 * From the bytes of a file to pixels: formats, colour, transparency, 16-bit samples, size limits,
 * and the normalisation of pixels. Knows ImageIO and TwelveMonkeys, never Spark. Imports {@code
 * runtime} at most; every package that handles images may import it.
 */
package io.diffrep.image;
