package io.diffrep.cli;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.slf4j.LoggerFactory;

/**
 * What libraries print to the standard output, as ND4J does with the operations that it adds: lines
 * of the log.
 */
final class LibraryOutput extends OutputStream {
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  private LibraryOutput() {}

  static PrintStream stream() {
    return new PrintStream(new LibraryOutput(), true, StandardCharsets.UTF_8);
  }

  @Override
  public synchronized void write(int b) {
    if (b != '\n') {
      line.write(b);
      return;
    }
    String text = line.toString(StandardCharsets.UTF_8).strip();
    line.reset();
    if (!text.isEmpty()) {
      LoggerFactory.getLogger(LibraryOutput.class).info("{}", text);
    }
  }
}
