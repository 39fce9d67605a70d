package io.diffrep.lake;

import io.diffrep.image.DecodedImage;

/**
 * A row of the image table, without what only says where the image came from.
 *
 * @param id its id
 * @param label its class, or null
 * @param image its pixels
 */
public record StoredImage(String id, String label, DecodedImage image) {}
