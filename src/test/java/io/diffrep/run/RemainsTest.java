package io.diffrep.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.diffrep.testing.SparkSessions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RemainsTest {
  private static final long BEGAN = 1_000_000_000_000L;

  @TempDir private Path folder;

  @Test
  void whatIsCompleteIsToldFromWhatIsNot() throws IOException {
    write("images/_SUCCESS", BEGAN + 1000);
    write("model/history.jsonl", BEGAN + 1000);

    assertThat(remains("images", "model", "codes"))
        .isEqualTo(
            "Incomplete: "
                + folder.resolve("model")
                + ". Complete: "
                + folder.resolve("images")
                + ". What is complete serves the other verbs; run it again with --overwrite, and all"
                + " of it begins anew.");
  }

  @Test
  void whatLayThereBeforeIsNotTheCommandsOwn() throws IOException {
    write("images/_SUCCESS", BEGAN - 1000);

    assertThat(remains("images")).isEqualTo("Nothing is left of it: run it again.");
  }

  @Test
  void whatGoesOnIsNotToBeDeleted() throws IOException {
    write("images/_SUCCESS", BEGAN + 1000);
    write("model/model.json", BEGAN + 1000);

    String again =
        "Run it again, and it goes on with what is missing, a training after its last whole round.";
    assertThat(remains(Remains.Again.GOES_ON, "images", "model"))
        .isEqualTo(
            "Incomplete: "
                + folder.resolve("model")
                + ". Complete: "
                + folder.resolve("images")
                + ". "
                + again);
    assertThat(remains(Remains.Again.GOES_ON, "images"))
        .isEqualTo("Complete: " + folder.resolve("images") + ". " + again);
    assertThat(remains(Remains.Again.GOES_ON, "codes")).isEqualTo(again);
    assertThat(remains(Remains.Again.goesOnWithout("--fresh", false), "codes")).isEqualTo(again);
    // With it, all that was made would be deleted.
    assertThat(remains(Remains.Again.goesOnWithout("--fresh", true), "model"))
        .contains("Run it again without --fresh, and it goes on");
  }

  /** What was there before still is, finished or not. */
  @Test
  void whatHadNotBegunIsToBeRunAgainAsItWas() throws IOException {
    write("finished/_SUCCESS", BEGAN - 1000);
    write("unfinished/model.json", BEGAN - 1000);
    for (String model : List.of("finished", "unfinished", "none")) {
      assertThat(remains(Remains.Again.goesOnWithout("--fresh", true), model))
          .isEqualTo("Nothing of it was written: run it again.");
    }
  }

  /** Whether a part of it lies there or nothing yet. */
  @Test
  void withoutItsBasisACommandBeginsAnew() throws IOException {
    Files.createDirectories(folder.resolve("empty"));
    write("begun/part", BEGAN + 1000);
    write("whole/_SUCCESS", BEGAN - 1000);

    assertThat(onBasis("empty")).isEqualTo("Run it again with --overwrite.");
    assertThat(onBasis("begun"))
        .isEqualTo("Incomplete: " + folder.resolve("begun") + ". Run it again with --overwrite.");
    assertThat(onBasis("whole")).startsWith("Run it again, and it goes on");
  }

  private String onBasis(String name) {
    return Remains.of(
        SparkSessions.shared(),
        List.of(new Remains.Output(folder.resolve(name).toString(), "_SUCCESS", true)),
        Remains.Again.GOES_ON,
        BEGAN);
  }

  private String remains(String... names) {
    return remains(Remains.Again.BEGINS_ANEW, names);
  }

  private String remains(Remains.Again again, String... names) {
    List<Remains.Output> outputs =
        List.of(names).stream()
            .map(name -> new Remains.Output(folder.resolve(name).toString(), "_SUCCESS"))
            .toList();
    return Remains.of(SparkSessions.shared(), outputs, again, BEGAN);
  }

  private void write(String name, long modified) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.createFile(file);
    Files.setLastModifiedTime(file, FileTime.fromMillis(modified));
  }
}
