package io.diffrep.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diffrep.image.ImageShape;
import io.diffrep.image.TestImages;
import io.diffrep.runtime.Console;
import io.diffrep.runtime.UsageException;
import io.diffrep.store.IfExists;
import io.diffrep.testing.SparkSessions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What ingest does not read or write over. */
class IngestRefusalsTest {
  @TempDir private Path temp;
  private LakeFixture lake;

  @BeforeEach
  void dig() {
    lake = new LakeFixture(temp);
  }

  @Test
  void existingTablesAreRefusedAndReplacedOnlyWhenAsked() throws IOException {
    lake.file("cat/a.png", png(1));
    lake.ingest();
    lake.file("cat/b.png", png(2));

    assertThatThrownBy(lake::ingest)
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(lake.imagesDir().toString());
    assertThat(lake.imageRows()).hasSize(1);
    lake.ingest(LakeFixture.SETTINGS, IfExists.REPLACE);
    assertThat(lake.imageRows()).hasSize(2);
  }

  @Test
  void anInputThatIsNoneIsRefusedByNameAndCostsNoOldTable() throws IOException {
    lake.file("cat/a.png", png(1));
    lake.ingest();
    Path empty = Files.createDirectory(temp.resolve("empty"));
    Path file = lake.root().resolve("cat/a.png");

    for (String input :
        new String[] {
          temp + "/missing", empty.toString(), file.toString(), "", "sample:none", "nope://host/x"
        }) {
      assertThatThrownBy(() -> lake.ingest(input, LakeFixture.SETTINGS, IfExists.REPLACE))
          .as(input)
          .isInstanceOf(UsageException.class)
          .hasMessageContaining(input);
    }
    assertThat(lake.imageRows()).hasSize(1);
  }

  @Test
  void aLakeWithoutOneReadableImageIsRefusedAndSaysWhy() throws IOException {
    lake.file("cat/a.png", new byte[0]).file("cat/b.png", new byte[7]);

    assertThatThrownBy(lake::ingest)
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("no image that can be read")
        .hasMessageContaining("zero-bytes 1")
        .hasMessageContaining(lake.quarantineDir().toString());
    assertThat(lake.reasons()).hasSize(2);
    assertThat(lake.imagesDir()).doesNotExist();
  }

  @Test
  void destinationsThatOverlapAreRefused() throws IOException {
    lake.file("cat/a.png", png(1));
    String root = lake.root().toString();

    String[][] pairs = {
      {root + "/images", temp + "/q"},
      {temp + "/i", root},
      {temp.toString(), temp.resolveSibling("elsewhere-" + System.nanoTime()).toString()},
      {temp + "/i", temp + "/i/q"}
    };
    for (String[] pair : pairs) {
      assertThatThrownBy(
              () ->
                  Ingest.run(
                      SparkSessions.shared(),
                      root,
                      pair[0],
                      pair[1],
                      LakeFixture.SETTINGS,
                      IfExists.REPLACE,
                      Console.silent()))
          .as(Arrays.toString(pair))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("overlap");
    }
    assertThat(lake.root().resolve("cat/a.png")).exists();
  }

  private static byte[] png(long seed) {
    return TestImages.png(TestImages.random(new ImageShape(3, 4, 9), seed));
  }
}
