package io.diffrep.lake;

import io.diffrep.image.DecodeSettings;
import io.diffrep.image.ImageDecoder;
import org.apache.hadoop.conf.Configuration;

/**
 * What sources need in order to be read; made on the executor.
 *
 * @param hadoop settings of the lake's file system
 * @param settings limits and channels
 * @param decoder decodes by these settings
 * @param splits which split an image belongs to
 */
record Reading(
    Configuration hadoop, DecodeSettings settings, ImageDecoder decoder, SplitRule splits) {
  Reading(Configuration hadoop, DecodeSettings settings, SplitRule splits) {
    this(hadoop, settings, new ImageDecoder(settings), splits);
  }
}
