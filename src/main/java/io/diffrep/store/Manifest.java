package io.diffrep.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What {@code MANIFEST.json} holds: name, length and SHA-256 of every file of a directory.
 *
 * @param version version of this layout; 1
 * @param files the files in the order in which they were written
 */
record Manifest(int version, List<Entry> files) {
  static final String NAME = "MANIFEST.json";
  static final int VERSION = 1;

  /** Hidden names are left out since Hadoop's listings skip them. */
  private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

  private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

  /**
   * One file.
   *
   * @param name its name in the directory
   * @param length its length in bytes
   * @param sha256 SHA-256 of its content, 64 hexadecimal digits in lower case
   */
  record Entry(String name, long length, String sha256) {}

  static boolean isFileName(String name) {
    return FILE_NAME.matcher(name).matches() && !name.equals(NAME);
  }

  byte[] toJson() throws IOException {
    return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(this);
  }

  /** Reads and checks a manifest; the exception says what is wrong, not where. */
  static Manifest fromJson(byte[] json) throws StoreException {
    Manifest manifest;
    try {
      // Later versions may say more about a file; what this one needs must still hold.
      manifest =
          new ObjectMapper()
              .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false)
              .readValue(json, Manifest.class);
    } catch (JsonProcessingException e) {
      throw new StoreException("is not valid JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new StoreException("cannot be read: " + e.getMessage(), e);
    }
    manifest.check();
    return manifest;
  }

  private void check() throws StoreException {
    if (version != VERSION) {
      throw new StoreException(
          "has version " + version + ", and this version of Diffrep reads " + VERSION);
    }
    if (files == null) {
      throw new StoreException("lists no files");
    }
    Set<String> seen = new HashSet<>();
    for (Entry entry : files) {
      if (entry == null
          || entry.name == null
          || entry.sha256 == null
          || entry.length < 0
          || !isFileName(entry.name)
          || !SHA_256.matcher(entry.sha256).matches()
          || !seen.add(entry.name)) {
        throw new StoreException("has an entry that is not one: " + entry);
      }
    }
  }
}
