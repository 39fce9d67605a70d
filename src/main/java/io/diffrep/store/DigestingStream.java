package io.diffrep.store;

import io.diffrep.runtime.Digests;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;

/** Counts and digests what passes through it, and tells once it has been closed without error. */
final class DigestingStream extends FilterOutputStream {
  /** Told the length and the SHA-256 of what was written. */
  @FunctionalInterface
  interface Closed {
    void with(long length, String sha256);
  }

  private final MessageDigest digest = Digests.sha256();
  private final Closed closed;
  private long length;
  private boolean done;

  DigestingStream(OutputStream out, Closed closed) {
    super(out);
    this.closed = closed;
  }

  @Override
  public void write(int b) throws IOException {
    out.write(b);
    digest.update((byte) b);
    length++;
  }

  @Override
  public void write(byte[] bytes, int offset, int count) throws IOException {
    out.write(bytes, offset, count);
    digest.update(bytes, offset, count);
    length += count;
  }

  @Override
  public void close() throws IOException {
    if (!done) {
      done = true;
      super.close();
      closed.with(length, Digests.hex(digest.digest()));
    }
  }
}
