package io.diffrep.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diffrep.runtime.UsageException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredDirectoryTest {
  private final Configuration hadoop = new Configuration();
  @TempDir private Path temp;
  private Path dir;

  @BeforeEach
  void placeTheDirectory() {
    // Hadoop's checksum files would notice changes before the manifest does.
    hadoop.set("fs.file.impl", "org.apache.hadoop.fs.RawLocalFileSystem");
    hadoop.setBoolean("fs.file.impl.disable.cache", true);
    dir = temp.resolve("stored");
  }

  @Test
  void whatWasWrittenIsReadBack() throws IOException {
    write("weights.bin", "0123456789", "notes-1.txt", "");

    StoredDirectory stored = open();

    assertThat(stored.names()).containsExactly("weights.bin", "notes-1.txt");
    assertThat(stored.bytes("weights.bin")).asString(UTF_8).isEqualTo("0123456789");
    assertThat(stored.bytes("notes-1.txt")).isEmpty();
    try (InputStream in = stored.read("weights.bin")) {
      assertThat(in.readAllBytes()).hasSize(10);
    }
    assertThat(isComplete()).isTrue();
  }

  @Test
  void theManifestHoldsLengthAndSha256() throws IOException {
    write("abc", "abc");

    // The digest of "abc" in FIPS 180-2, appendix B.1.
    assertThat(dir.resolve("MANIFEST.json"))
        .content()
        .contains("\"name\" : \"abc\"", "\"length\" : 3")
        .contains("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  @Test
  void filesMayBeWrittenSideBySideAndInSmallPieces() throws IOException {
    try (StoredDirectory.Writer writer = StoredDirectory.create(hadoopPath(), hadoop)) {
      try (OutputStream first = writer.file("first");
          OutputStream second = writer.file("second")) {
        first.write('a');
        second.write("xbcx".getBytes(UTF_8), 1, 2);
        first.write('d');
      }
      writer.commit();
    }

    assertThat(open().bytes("first")).asString(UTF_8).isEqualTo("ad");
    assertThat(open().bytes("second")).asString(UTF_8).isEqualTo("bc");
  }

  @Test
  void withoutCommitNothingCountsAsWritten() throws IOException {
    try (StoredDirectory.Writer writer = StoredDirectory.create(hadoopPath(), hadoop)) {
      try (OutputStream out = writer.file("weights.bin")) {
        out.write(1);
      }
    }

    assertThat(isComplete()).isFalse();
    assertThatThrownBy(this::open)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("MANIFEST.json")
        .hasMessageContaining(dir.toString());
  }

  @Test
  void aMissingDirectoryIsAWrongPath() throws IOException {
    assertThat(isComplete()).isFalse();
    assertThatThrownBy(this::open)
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(dir.toString());
  }

  @Test
  void aMissingFileIsNamed() throws IOException {
    write("weights.bin", "0123456789", "other", "x");
    Files.delete(dir.resolve("weights.bin"));

    assertThat(isComplete()).isFalse();
    assertThatThrownBy(this::open)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("weights.bin is missing");
  }

  @Test
  void aFileOfAnotherLengthIsNamedWithBothLengths() throws IOException {
    write("weights.bin", "0123456789");
    Files.writeString(dir.resolve("weights.bin"), "0123456");

    assertThat(isComplete()).isFalse();
    assertThatThrownBy(this::open)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("weights.bin has 7 bytes, and the manifest says 10");
  }

  @Test
  void aFileOfAnotherContentIsNamedWithItsDigest() throws IOException {
    write("weights.bin", "0123456789");
    StoredDirectory before = open();
    Files.writeString(dir.resolve("weights.bin"), "0123456780");

    assertThatThrownBy(this::open)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("weights.bin has SHA-256");
    assertThatThrownBy(() -> before.bytes("weights.bin")).isInstanceOf(StoreException.class);
  }

  @Test
  void aDamagedManifestIsNamed() throws IOException {
    write("weights.bin", "0123456789");
    for (String json :
        new String[] {
          "{\"version\": 1, \"fi",
          "{}",
          "{\"version\": 2, \"files\": []}",
          "{\"version\": 1}",
          "{\"version\": 1, \"files\": [null]}",
          "{\"version\": 1, \"files\": [{\"name\": \"../escape\", \"length\": 1, \"sha256\": \"\"}]}"
        }) {
      Files.writeString(dir.resolve("MANIFEST.json"), json);

      assertThat(isComplete()).as(json).isFalse();
      assertThatThrownBy(this::open)
          .as(json)
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("MANIFEST.json");
    }
  }

  @Test
  void otherFilesAreNoPartOfIt() throws IOException {
    write("weights.bin", "0123456789");
    Files.writeString(dir.resolve("stray"), "x");

    StoredDirectory stored = open();

    assertThat(stored.names()).containsExactly("weights.bin");
    assertThatThrownBy(() -> stored.read("stray"))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("stray")
        .hasMessageContaining("weights.bin");
  }

  @Test
  void aDirectoryThatHoldsSomethingIsNotWrittenInto() throws IOException {
    write("weights.bin", "0123456789");

    assertThatThrownBy(() -> StoredDirectory.create(hadoopPath(), hadoop))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("not empty");
    assertThat(isComplete()).isTrue();
  }

  @Test
  void namesThatEscapeHideOrRepeatAreRefused() throws IOException {
    try (StoredDirectory.Writer writer = StoredDirectory.create(hadoopPath(), hadoop)) {
      writer.file("taken").close();
      for (String name :
          new String[] {"", "a/b", "..", ".hidden", "_hidden", "MANIFEST.json", "taken"}) {
        assertThatThrownBy(() -> writer.file(name))
            .as(name)
            .isInstanceOf(IllegalArgumentException.class);
      }
    }
  }

  @Test
  void committingWithAnOpenFileIsRefused() throws IOException {
    try (StoredDirectory.Writer writer = StoredDirectory.create(hadoopPath(), hadoop);
        OutputStream out = writer.file("open")) {
      out.write(1);
      assertThatThrownBy(writer::commit)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("open");
    }
    assertThat(isComplete()).isFalse();
  }

  @Test
  void afterTheCommitNothingMoreIsWritten() throws IOException {
    StoredDirectory.Writer writer = StoredDirectory.create(hadoopPath(), hadoop);
    writer.commit();

    assertThatThrownBy(() -> writer.file("late")).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(writer::commit).isInstanceOf(IllegalStateException.class);
    assertThat(open().names()).isEmpty();
  }

  private void write(String... namesAndContents) throws IOException {
    try (StoredDirectory.Writer writer = StoredDirectory.create(hadoopPath(), hadoop)) {
      for (int i = 0; i < namesAndContents.length; i += 2) {
        try (OutputStream out = writer.file(namesAndContents[i])) {
          out.write(namesAndContents[i + 1].getBytes(UTF_8));
        }
      }
      writer.commit();
    }
  }

  private StoredDirectory open() throws IOException {
    return StoredDirectory.open(hadoopPath(), hadoop);
  }

  private boolean isComplete() throws IOException {
    return StoredDirectory.isComplete(hadoopPath(), hadoop);
  }

  private org.apache.hadoop.fs.Path hadoopPath() {
    return new org.apache.hadoop.fs.Path(dir.toString());
  }
}
