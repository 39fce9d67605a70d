package io.diffrep.engine.host;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/**
 * Native memory, zero at first, aligned to a cache line. JavaCPP counts it against the limit of the
 * process (org.bytedeco.javacpp.maxbytes).
 */
final class NativeBuffer implements AutoCloseable {
  private static final int ALIGNMENT = 64;

  private final BytePointer owner;
  private final BytePointer pointer;
  private final ByteBuffer bytes;

  /**
   * @param size in bytes, at most what an int holds
   */
  NativeBuffer(long size) {
    long padded = Math.max(ALIGNMENT, (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
    owner = new BytePointer(padded + ALIGNMENT);
    long shift = (ALIGNMENT - owner.address() % ALIGNMENT) % ALIGNMENT;
    pointer = owner.getPointer(shift).limit(padded).capacity(padded);
    Pointer.memset(pointer, 0, padded);
    bytes = pointer.asByteBuffer().order(ByteOrder.nativeOrder());
  }

  static NativeBuffer ofFloats(long count) {
    return new NativeBuffer(count * Float.BYTES);
  }

  /** The memory for Java. */
  ByteBuffer bytes() {
    return bytes;
  }

  /** The same as floats, from its beginning. */
  FloatBuffer floats() {
    return bytes.duplicate().order(ByteOrder.nativeOrder()).asFloatBuffer();
  }

  /** The memory for native code. */
  Pointer pointer() {
    return pointer;
  }

  /** The memory from a float on. */
  FloatPointer floats(long offset) {
    return new FloatPointer(pointer).getPointer(offset);
  }

  long size() {
    return pointer.capacity();
  }

  void fillWithZeros() {
    Pointer.memset(pointer, 0, size());
  }

  /** Copies floats from native memory elsewhere to the beginning. */
  void copyFrom(Pointer source, long count) {
    Pointer.memcpy(pointer, source, count * Float.BYTES);
  }

  /** Copies floats from the beginning to native memory elsewhere. */
  void copyTo(Pointer target, long count) {
    Pointer.memcpy(target, pointer, count * Float.BYTES);
  }

  @Override
  public void close() {
    owner.close();
  }
}
