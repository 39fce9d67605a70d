package io.diffrep.lake;

import io.diffrep.runtime.Digests;
import io.diffrep.runtime.UsageException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** The lakes that lie inside the jar: {@code sample:fashion-mnist}. */
final class SampleLake {
  private static final String SCHEME = "sample:";
  private static final String FASHION_MNIST = SCHEME + "fashion-mnist";
  private static final List<String> FILES =
      List.of(
          "train-images-idx3-ubyte.gz",
          "train-labels-idx1-ubyte.gz",
          "t10k-images-idx3-ubyte.gz",
          "t10k-labels-idx1-ubyte.gz");

  private SampleLake() {}

  /** Whether an input or a file's location names something in the jar. */
  static boolean holds(String location) {
    return location.startsWith(SCHEME);
  }

  /**
   * The sample's files. Their entity tag is the SHA-256 of their content, since a jar says nothing
   * dependable about when they changed.
   */
  static List<LakeFile> list(String input) throws IOException {
    if (!input.equals(FASHION_MNIST)) {
      throw new UsageException("there is no sample '" + input + "', only " + FASHION_MNIST);
    }
    List<LakeFile> files = new ArrayList<>();
    for (String name : FILES) {
      String location = input + "/" + name;
      try (InputStream in = open(location)) {
        byte[] content = in.readAllBytes();
        String etag = Digests.hex(ContentHash.of(content));
        files.add(new LakeFile(name, location, content.length, null, etag));
      }
    }
    return files;
  }

  static InputStream open(String location) throws IOException {
    String resource = "/sample/" + location.substring(SCHEME.length());
    InputStream in = SampleLake.class.getResourceAsStream(resource);
    if (in == null) {
      throw new FileNotFoundException(resource + " is not on the class path");
    }
    return in;
  }
}
