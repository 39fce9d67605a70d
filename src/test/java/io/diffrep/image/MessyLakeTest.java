package io.diffrep.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Real odd files, where a folder of them is at hand: odd JPEG and PNG files in folders that begin
 * with {@code jpeg} or {@code png}, damaged ones in {@code broken}.
 */
@EnabledIfSystemProperty(named = "diffrep.test.messy-lake", matches = ".+")
class MessyLakeTest {
  private static final Path LAKE = Path.of(System.getProperty("diffrep.test.messy-lake", "."));

  private final ImageDecoder decoder =
      new ImageDecoder(new DecodeSettings(Channels.AUTO, 100_000_000, 100_000_000));

  @Test
  void oddFilesAreReadAndOthersHaveAReason() throws IOException {
    Map<String, String> outcomes = new TreeMap<>();
    try (Stream<Path> files = Files.walk(LAKE)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        outcomes.put(LAKE.relativize(file).toString(), outcome(Files.readAllBytes(file)));
      }
    }

    assertThat(outcomes)
        .containsEntry("broken/flower-truncated-90pct.jpg", "truncated")
        .containsEntry("broken/broken-bogus-segment-length.jpg", "unreadable")
        .containsEntry("junk/html-404.jpg", "unreadable")
        .containsEntry("junk/png-named-as.jpg", "read")
        .containsEntry("gif/trans-x.gif", "unsupported-format")
        .containsEntry("jpeg-odd/testimg_rgb.jpg", "unsupported-format");
    assertThat(outcomes)
        .allSatisfy(
            (file, outcome) -> {
              if (file.matches("(jpeg|png).*/.*") && !file.endsWith("testimg_rgb.jpg")) {
                assertThat(outcome).as(file).isEqualTo("read");
              }
            });
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
