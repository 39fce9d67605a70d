package io.diffrep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.diffrep.config.Configuration;
import io.diffrep.run.Remains;
import io.diffrep.runtime.Console;
import io.diffrep.runtime.UsageException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class FailuresTest {
  @Test
  void aFailureIsOneLineAndAHintAndExitCodeOne() {
    Outcome outcome = run(new IllegalStateException("the loss is not a number\n\tat deep down"));

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err())
        .isEqualTo("broken failed: the loss is not a number\nAdd --stacktrace to see where.\n");
  }

  @Test
  void theRootCauseIsNamedWhereItSaysMore() {
    IOException root = new IOException("No space left on device");

    assertThat(run(new IllegalStateException("Job 3 failed", new RuntimeException(root))).err())
        .startsWith("broken failed: Job 3 failed (cause: No space left on device)\n");
    assertThat(run(new RuntimeException(root)).err())
        .startsWith("broken failed: java.io.IOException: No space left on device\n");
    assertThat(run(new IllegalStateException()).err())
        .startsWith("broken failed: IllegalStateException\n");
  }

  @Test
  void theStackTraceIsPrintedWhereItIsAskedFor() {
    Outcome outcome = run(new IllegalStateException("broke"), "--stacktrace");

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err()).contains("\tat " + FailuresTest.class.getName());
  }

  @Test
  void wrongUsageIsItsMessageAloneHoweverDeepItLies() {
    UsageException usage = new UsageException("There is no lake at /x", new IOException("gone"));

    assertThat(List.of(usage, new RuntimeException(new RuntimeException(usage))))
        .allSatisfy(
            thrown ->
                assertThat(run(thrown)).isEqualTo(new Outcome(2, "", "There is no lake at /x\n")));
  }

  @Test
  void anErrorIsAFailureToo() {
    Outcome outcome = run(new NoClassDefFoundError("org/nd4j/Missing"));

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err()).startsWith("broken failed: ").contains("org/nd4j/Missing");
  }

  private static Outcome run(Throwable thrown, String... arguments) {
    StringWriter err = new StringWriter();
    CommandLine command =
        new CommandLine(new Broken(thrown))
            .setExecutionExceptionHandler(new Failures(new PrintWriter(err, true))::thrown);
    return new Outcome(command.execute(arguments), "", err.toString());
  }

  /** A verb that does nothing but throw. */
  @Command(name = "broken")
  static final class Broken extends Verb {
    private final Throwable thrown;

    Broken(Throwable thrown) {
      this.thrown = thrown;
    }

    @Override
    protected void check(Configuration configuration) {
      if (thrown instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) thrown;
    }

    @Override
    protected List<String> plan(Configuration configuration) {
      return List.of();
    }

    @Override
    protected void perform(Session session, Configuration configuration, Console console) {}

    @Override
    protected List<Remains.Output> outputs() {
      return List.of();
    }
  }
}
