package io.diffrep.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Odd files: odd JPEG and PNG files in folders that begin with {@code jpeg} or {@code png}, damaged
 * ones in {@code broken}. Generated ones, or real ones where the system property {@code
 * diffrep.test.messy-lake} names a folder of them.
 */
class MessyLakeTest {
  private static final String GIVEN = System.getProperty("diffrep.test.messy-lake", "");

  /** What becomes of files by the ends of their names; the rest of {@code broken} may be either. */
  private static final Map<String, String> EXPECTED =
      Map.of(
          "truncated-90pct.jpg", "truncated",
          "bogus-segment-length.jpg", "unreadable",
          "html-404.jpg", "unreadable",
          "png-named-as.jpg", "read",
          ".gif", "unsupported-format",
          "testimg_rgb.jpg", "unsupported-format");

  private final ImageDecoder decoder =
      new ImageDecoder(new DecodeSettings(Channels.AUTO, 100_000_000, 100_000_000));

  @Test
  void oddFilesAreReadAndOthersHaveAReason(@TempDir Path generated) throws IOException {
    Path lake = GIVEN.isEmpty() ? generate(generated) : Path.of(GIVEN);
    int checked = 0;
    try (Stream<Path> files = Files.walk(lake)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = lake.relativize(file).toString();
        Optional<String> expected = expected(name);
        if (expected.isPresent()) {
          assertThat(outcome(Files.readAllBytes(file))).as(name).isEqualTo(expected.get());
          checked++;
        }
      }
    }
    assertThat(checked).isGreaterThanOrEqualTo(7);
  }

  private static Optional<String> expected(String name) {
    for (Map.Entry<String, String> ending : EXPECTED.entrySet()) {
      if (name.endsWith(ending.getKey())) {
        return Optional.of(ending.getValue());
      }
    }
    return name.matches("(jpeg|png).*/.*") ? Optional.of("read") : Optional.empty();
  }

  private static Path generate(Path lake) throws IOException {
    DecodedImage image = TestImages.random(new ImageShape(3, 20, 30), 1);
    byte[] jpeg = TestImages.jpeg(image);
    write(lake, "jpeg-cmyk/cmyk.jpg", TestImages.cmykJpeg(16, 8, 10, 200, 30, 40));
    write(lake, "jpeg-odd/progressive.jpg", TestImages.progressiveJpeg(image));
    write(lake, "png/interlaced.png", TestImages.interlacedPng(image));
    write(lake, "junk/png-named-as.jpg", TestImages.png(image));
    write(lake, "junk/html-404.jpg", "<html>404</html>".getBytes(StandardCharsets.US_ASCII));
    write(lake, "gif/header.gif", "GIF89a".getBytes(StandardCharsets.US_ASCII));
    write(lake, "broken/truncated-90pct.jpg", Arrays.copyOf(jpeg, jpeg.length * 9 / 10));
    return lake;
  }

  private static void write(Path lake, String name, byte[] content) throws IOException {
    Path file = lake.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }

  private String outcome(byte[] content) {
    try {
      decoder.decode(content);
      return "read";
    } catch (ImageRejected e) {
      return e.reason().text();
    }
  }
}
