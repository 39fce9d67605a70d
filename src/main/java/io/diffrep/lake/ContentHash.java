package io.diffrep.lake;

import io.diffrep.runtime.Digests;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** The hashes that give images their ids and their splits. */
final class ContentHash {
  private ContentHash() {}

  /** SHA-256 of the content alone. */
  static byte[] of(byte[] content) {
    return Digests.sha256().digest(content);
  }

  /** SHA-256 of the content followed by the path in UTF-8: the image's id, in hex. */
  static String id(byte[] content, String path) {
    MessageDigest digest = Digests.sha256();
    digest.update(content);
    return Digests.hex(digest.digest(path.getBytes(StandardCharsets.UTF_8)));
  }

  /** The first 53 bits of a hash as a fraction, uniform in [0, 1). */
  static double fraction(byte[] hash) {
    return (ByteBuffer.wrap(hash).getLong() >>> 11) * 0x1.0p-53;
  }
}
