package io.diffrep.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diffrep.runtime.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DestinationTest {
  private final Configuration hadoop = new Configuration();
  @TempDir private Path temp;

  @Test
  void aNewDestinationGetsItsParentAndIsNotMadeItself() throws IOException {
    Path dir = temp.resolve("a/b c/run");

    Destination.claim(hadoopPath(dir), hadoop, IfExists.REFUSE);

    assertThat(dir.getParent()).isDirectory();
    assertThat(dir).doesNotExist();
  }

  @Test
  void anExistingDestinationIsRefusedByNameAndKept() throws IOException {
    Path dir = directoryWithFile("run");

    assertThatThrownBy(() -> Destination.claim(hadoopPath(dir), hadoop, IfExists.REFUSE))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(dir.toString())
        .hasMessageContaining("--overwrite");
    assertThat(dir.resolve("file")).hasContent("kept");
  }

  @Test
  void aFileInTheWayIsRefusedToo() throws IOException {
    Path file = Files.writeString(temp.resolve("file"), "kept");

    assertThatThrownBy(() -> Destination.claim(hadoopPath(file), hadoop, IfExists.REFUSE))
        .isInstanceOf(UsageException.class);
    assertThat(file).hasContent("kept");
  }

  @Test
  void anExistingDestinationIsDeletedWhereThatWasAskedFor() throws IOException {
    Path dir = directoryWithFile("run");

    Destination.claim(hadoopPath(dir), hadoop, IfExists.REPLACE);

    assertThat(dir).doesNotExist();
  }

  @Test
  void anEmptyDirectoryCountsAsNone() throws IOException {
    Path dir = Files.createDirectory(temp.resolve("empty"));

    Destination.claim(hadoopPath(dir), hadoop, IfExists.REFUSE);

    assertThat(dir).doesNotExist();
  }

  @Test
  void checkingChangesNothing() throws IOException {
    Path dir = directoryWithFile("run");

    Destination.check(hadoopPath(dir), hadoop, IfExists.REPLACE);

    assertThat(dir.resolve("file")).hasContent("kept");
  }

  @Test
  void whatHoldsTheHomeOrTheWorkingDirectoryIsNeverDeleted() {
    // Only the check: were it broken, a claim would delete this machine.
    for (String path : new String[] {System.getProperty("user.dir"), "/"}) {
      assertThatThrownBy(
              () ->
                  Destination.check(
                      new org.apache.hadoop.fs.Path("file://" + path), hadoop, IfExists.REPLACE))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("name a directory");
    }
  }

  @Test
  void containingIsAboutWholeNames() {
    org.apache.hadoop.fs.Path lake = new org.apache.hadoop.fs.Path("/data/lake");

    assertThat(Destination.contains(lake, lake)).isTrue();
    assertThat(Destination.contains(lake, new org.apache.hadoop.fs.Path("/data/lake/a/b")))
        .isTrue();
    assertThat(Destination.contains(lake, new org.apache.hadoop.fs.Path("/data/lake-images")))
        .isFalse();
    assertThat(Destination.contains(lake, new org.apache.hadoop.fs.Path("/data"))).isFalse();
  }

  @Test
  void aFolderOfOtherFilesIsNoTableAtAll() throws IOException {
    org.apache.hadoop.fs.Path folder = hadoopPath(directoryWithFile("photos"));
    Files.createDirectory(temp.resolve("photos/cats"));
    assertThatCode(() -> Destination.requireFinished(folder.getFileSystem(hadoop), folder))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"part-00000.snappy.parquet", "_temporary", "split=train"})
  void aTableWithFilesAndWithoutSuccessIsNotFinished(String part) throws IOException {
    Path dir = directoryWithFile("table");
    Files.createDirectory(dir.resolve(part));
    org.apache.hadoop.fs.Path table = hadoopPath(dir);

    assertThatThrownBy(() -> Destination.requireFinished(table.getFileSystem(hadoop), table))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(dir + " was not written to its end");

    Files.createFile(dir.resolve("_SUCCESS"));
    Destination.requireFinished(table.getFileSystem(hadoop), table);
  }

  private Path directoryWithFile(String name) throws IOException {
    Path dir = Files.createDirectory(temp.resolve(name));
    Files.writeString(dir.resolve("file"), "kept");
    return dir;
  }

  private static org.apache.hadoop.fs.Path hadoopPath(Path path) {
    return new org.apache.hadoop.fs.Path(path.toString());
  }
}
