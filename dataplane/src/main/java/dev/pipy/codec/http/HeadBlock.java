package dev.pipy.codec.http;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/// The bytes of a head on the heap, and where its fields lie. A decoder fills it while it validates
/// and then hands it to [HttpHeaders], which takes it over. Confined to a worker.
public final class HeadBlock {

  static final int NAME_START = 0;
  static final int NAME_END = 1;
  static final int VALUE_START = 2;
  static final int VALUE_END = 3;
  static final int KNOWN_BIT = 4;
  static final int SLOT = 5;

  private static final int FIRST_FIELDS = 12;

  private byte[] bytes;
  private int length;
  private int[] slots = new int[FIRST_FIELDS * SLOT];
  private int fieldCount;
  private int knownBits;

  /// An empty block.
  ///
  /// @param capacity bytes to make room for at first
  public HeadBlock(int capacity) {
    this.bytes = new byte[capacity];
  }

  /// Moves `count` bytes from `in`, which stays the caller's, to the end of the block.
  public void append(ByteBuf in, int count) {
    int needed = length + count;
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(needed, length + (length >> 1)));
    }
    in.readBytes(bytes, length, count);
    length = needed;
  }

  /// Number of bytes.
  public int length() {
    return length;
  }

  /// Forgets the bytes from `end` on.
  public void cutAt(int end) {
    length = end;
  }

  /// The bytes themselves, to be read up to [#length]; a later append may replace the array.
  public byte[] bytes() {
    return bytes;
  }

  /// Notes a field whose name and value lie between the given positions.
  public void addField(int nameStart, int nameEnd, int valueStart, int valueEnd) {
    int at = fieldCount * SLOT;
    if (at == slots.length) {
      slots = Arrays.copyOf(slots, at * 2);
    }
    int known = KnownField.bitOf(bytes, nameStart, nameEnd);
    slots[at + NAME_START] = nameStart;
    slots[at + NAME_END] = nameEnd;
    slots[at + VALUE_START] = valueStart;
    slots[at + VALUE_END] = valueEnd;
    slots[at + KNOWN_BIT] = known;
    knownBits |= known;
    fieldCount++;
  }

  /// Number of fields.
  public int fieldCount() {
    return fieldCount;
  }

  /// The index of the first such field from index `from` on, or -1.
  public int indexOf(KnownField field, int from) {
    if ((knownBits & field.bit()) != 0) {
      for (int i = from; i < fieldCount; i++) {
        if (slots[i * SLOT + KNOWN_BIT] == field.bit()) {
          return i;
        }
      }
    }
    return -1;
  }

  /// Where the value of the field at `index` starts.
  public int valueStart(int index) {
    return slots[index * SLOT + VALUE_START];
  }

  /// Where the value of the field at `index` ends, trailing blanks left out.
  public int valueEnd(int index) {
    return slots[index * SLOT + VALUE_END];
  }

  int[] slots() {
    return slots;
  }

  int knownBits() {
    return knownBits;
  }
}
