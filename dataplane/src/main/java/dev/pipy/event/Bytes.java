package dev.pipy.event;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A mutable sequence of bytes in garbage-collected memory: what scripts see of a body. A script
/// can keep one for ever without holding a network buffer. Not thread-safe: confined to a worker.
public final class Bytes {

  private static final byte[] NONE = new byte[0];

  private byte[] array;
  private int start;
  private int end;
  private int changes;

  /// An empty sequence.
  public Bytes() {
    this(NONE);
  }

  /// Takes over `array`; the caller must not write to it any more.
  public Bytes(byte[] array) {
    this.array = array;
    this.end = array.length;
  }

  /// The UTF-8 bytes of `text`.
  public static Bytes of(String text) {
    return new Bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /// A copy of the readable bytes of `buffer`, which stays the caller's.
  public static Bytes copyOf(ByteBuf buffer) {
    var array = new byte[buffer.readableBytes()];
    buffer.getBytes(buffer.readerIndex(), array);
    return new Bytes(array);
  }

  /// An independent copy.
  public Bytes copy() {
    return new Bytes(toArray());
  }

  /// Number of bytes.
  public int size() {
    return end - start;
  }

  /// The byte at `index`, 0 to 255.
  public int at(int index) {
    if (index < 0 || index >= size()) {
      throw new IndexOutOfBoundsException(
          "index: " + index + " (expected: 0 to " + (size() - 1) + ")");
    }
    return array[start + index] & 0xff;
  }

  /// How often the bytes were changed since they were made.
  public int changes() {
    return changes;
  }

  /// Appends a copy of `other`.
  public void push(Bytes other) {
    push(other.array, other.start, other.size());
  }

  /// Appends a copy of the readable bytes of `buffer`, which stays the caller's.
  public void push(ByteBuf buffer) {
    int length = buffer.readableBytes();
    reserve(length);
    buffer.getBytes(buffer.readerIndex(), array, end, length);
    end += length;
    changes++;
  }

  /// Appends a copy of `length` bytes of `source` from `offset` on.
  public void push(byte[] source, int offset, int length) {
    reserve(length);
    System.arraycopy(source, offset, array, end, length);
    end += length;
    changes++;
  }

  /// Removes the first `count` bytes, or all if there are fewer, and returns them.
  public Bytes shift(int count) {
    int length = Math.max(0, Math.min(count, size()));
    var taken = new Bytes(Arrays.copyOfRange(array, start, start + length));
    start += length;
    changes++;
    return taken;
  }

  /// Removes the last `count` bytes, or all if there are fewer, and returns them.
  public Bytes pop(int count) {
    int length = Math.max(0, Math.min(count, size()));
    var taken = new Bytes(Arrays.copyOfRange(array, end - length, end));
    end -= length;
    changes++;
    return taken;
  }

  /// A copy of the bytes.
  public byte[] toArray() {
    return Arrays.copyOfRange(array, start, end);
  }

  /// Appends a copy of the bytes to `buffer`, which stays the caller's.
  public void copyTo(ByteBuf buffer) {
    buffer.writeBytes(array, start, size());
  }

  /// A buffer with a copy of the bytes; the caller owns it.
  public ByteBuf toBuffer() {
    return Unpooled.wrappedBuffer(toArray());
  }

  private void reserve(int more) {
    int needed = Math.addExact(size(), more);
    if (end + more > array.length) {
      int roomier = needed + Math.min(needed / 2, Integer.MAX_VALUE - 16 - needed);
      array = Arrays.copyOfRange(array, start, start + Math.max(needed, roomier));
      end -= start;
      start = 0;
    }
  }
}
