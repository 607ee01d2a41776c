package dev.pipy.codec.http;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The bytes of a head on the heap, and where its fields lie; further fields may be set as text. A
/// decoder fills it while it validates and then hands it to a head, which takes it over. Confined
/// to a worker.
public final class HeadBlock {

  static final int NAME_START = 0;
  static final int NAME_END = 1;
  static final int VALUE_START = 2;
  static final int VALUE_END = 3;
  static final int KNOWN_BIT = 4;

  private static final int SLOT = 5;
  private static final int FIRST_FIELDS = 12;

  private byte[] bytes;
  private int length;

  /// Five numbers for each field: where name and value start and end, and which known one it is.
  private int[] slots;

  private int fieldCount;

  /// Every known field that is there, and perhaps some that were removed.
  private int knownBits;

  /// The names of fields that were set; null for a received one.
  private @Nullable String @Nullable [] names;

  /// The values of fields that were set, and of received ones that were read.
  private @Nullable String @Nullable [] values;

  /// An empty block.
  ///
  /// @param capacity bytes to make room for at first
  public HeadBlock(int capacity) {
    this.bytes = new byte[capacity];
    this.slots = new int[FIRST_FIELDS * SLOT];
  }

  /// A block of bytes that are there already, without fields yet. Takes over `bytes`.
  public HeadBlock(byte[] bytes) {
    this.bytes = bytes;
    this.length = bytes.length;
    this.slots = new int[FIRST_FIELDS * SLOT];
  }

  private HeadBlock(HeadBlock other) {
    this.bytes = other.bytes;
    this.length = other.length;
    this.slots = other.slots.clone();
    this.fieldCount = other.fieldCount;
    this.knownBits = other.knownBits;
    this.names = other.names == null ? null : other.names.clone();
    this.values = other.values == null ? null : other.values.clone();
  }

  /// An independent copy of the fields; received bytes are shared, for nobody writes to them.
  HeadBlock copy() {
    return new HeadBlock(this);
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

  /// Notes a received field whose name and value lie between the given positions.
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
        if (slot(i, KNOWN_BIT) == field.bit()) {
          return i;
        }
      }
    }
    return -1;
  }

  /// Where the value of the received field at `index` starts.
  public int valueStart(int index) {
    return slot(index, VALUE_START);
  }

  /// Where the value of the received field at `index` ends, trailing blanks left out.
  public int valueEnd(int index) {
    return slot(index, VALUE_END);
  }

  int slot(int index, int part) {
    return slots[index * SLOT + part];
  }

  boolean isReceived(int index) {
    return names == null || names[index] == null;
  }

  String nameAt(int index) {
    @Nullable String set = names == null ? null : names[index];
    int start = slot(index, NAME_START);
    return set != null
        ? set
        : new String(bytes, start, slot(index, NAME_END) - start, StandardCharsets.US_ASCII);
  }

  boolean isNamed(int index, String name) {
    @Nullable String set = names == null ? null : names[index];
    return set != null
        ? set.equalsIgnoreCase(name)
        : HttpSyntax.equalsIgnoreCase(bytes, slot(index, NAME_START), slot(index, NAME_END), name);
  }

  String valueAt(int index) {
    @Nullable String known = values == null ? null : values[index];
    if (known != null) {
      return known;
    }
    String value = Texts.text(bytes, valueStart(index), valueEnd(index));
    if (values == null) {
      values = new @Nullable String[slots.length / SLOT];
    }
    values[index] = value;
    return value;
  }

  /// The elements of the list in the field at `index`.
  TokenList listAt(int index) {
    if (isReceived(index)) {
      return new TokenList(bytes, valueStart(index), valueEnd(index));
    }
    byte[] octets = valueAt(index).getBytes(StandardCharsets.UTF_8);
    return new TokenList(octets, 0, octets.length);
  }

  /// Sets a further field before the one at `at`.
  void insert(int at, String name, String value) {
    if ((fieldCount + 1) * SLOT > slots.length) {
      slots = Arrays.copyOf(slots, slots.length * 2);
    }
    int capacity = slots.length / SLOT;
    names = names == null ? new @Nullable String[capacity] : Arrays.copyOf(names, capacity);
    values = values == null ? new @Nullable String[capacity] : Arrays.copyOf(values, capacity);
    move(at, at + 1);
    int known = KnownField.bitOf(name);
    knownBits |= known;
    slots[at * SLOT + KNOWN_BIT] = known;
    if (names != null && values != null) {
      names[at] = name;
      values[at] = value;
    }
  }

  void remove(int index) {
    move(index + 1, index);
  }

  /// Moves the fields from index `from` on to index `to` on.
  private void move(int from, int to) {
    int count = fieldCount - from;
    System.arraycopy(slots, from * SLOT, slots, to * SLOT, count * SLOT);
    if (names != null) {
      System.arraycopy(names, from, names, to, count);
    }
    if (values != null) {
      System.arraycopy(values, from, values, to, count);
    }
    fieldCount += to - from;
  }
}
