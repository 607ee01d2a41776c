package dev.pipy.codec.http;

import static dev.pipy.codec.http.HeadBlock.KNOWN_BIT;
import static dev.pipy.codec.http.HeadBlock.NAME_END;
import static dev.pipy.codec.http.HeadBlock.NAME_START;
import static dev.pipy.codec.http.HeadBlock.SLOT;
import static dev.pipy.codec.http.HeadBlock.VALUE_END;
import static dev.pipy.codec.http.HeadBlock.VALUE_START;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// The fields of a head or tail, in order; a name can occur several times. Names compare without
/// regard to case and keep their spelling. A received field becomes text only when somebody reads
/// it. Confined to a worker.
public final class HttpHeaders {

  private static final int FIRST_FIELDS = 8;
  private static final int LINE_END = '\r' << 8 | '\n';
  private static final int COLON_BLANK = ':' << 8 | ' ';

  /// The received bytes; never written to, so copies share them.
  private final byte[] block;

  private int[] slots;
  private int size;

  /// Every known field that is there, and perhaps some that were removed.
  private int knownBits;

  /// The name of a field that was set; null for a received one.
  private @Nullable String @Nullable [] names;

  /// The value of a field that was set, or of a received one that was read.
  private @Nullable String @Nullable [] values;

  /// No fields yet.
  public HttpHeaders() {
    this.block = new byte[0];
    this.slots = new int[FIRST_FIELDS * SLOT];
  }

  /// The fields of a decoded head. Takes over `block`.
  public HttpHeaders(HeadBlock block) {
    this.block = block.bytes();
    this.slots = block.slots();
    this.size = block.fieldCount();
    this.knownBits = block.knownBits();
  }

  private HttpHeaders(HttpHeaders other) {
    this.block = other.block;
    this.slots = other.slots.clone();
    this.size = other.size;
    this.knownBits = other.knownBits;
    this.names = other.names == null ? null : other.names.clone();
    this.values = other.values == null ? null : other.values.clone();
  }

  /// An independent copy.
  public HttpHeaders copy() {
    return new HttpHeaders(this);
  }

  /// Number of fields; a name that occurs twice counts twice.
  public int size() {
    return size;
  }

  /// Whether there is no field.
  public boolean isEmpty() {
    return size == 0;
  }

  /// The name of the field at `index`, as it was spelled.
  public String nameAt(int index) {
    @Nullable String name = setName(index);
    return name != null
        ? name
        : new String(
            block,
            slot(index, NAME_START),
            slot(index, NAME_END) - slot(index, NAME_START),
            StandardCharsets.US_ASCII);
  }

  /// The value of the field at `index`.
  public String valueAt(int index) {
    @Nullable String known = values == null ? null : values[index];
    if (known != null) {
      return known;
    }
    String value = Texts.text(block, slot(index, VALUE_START), slot(index, VALUE_END));
    if (values == null) {
      values = new @Nullable String[slots.length / SLOT];
    }
    values[index] = value;
    return value;
  }

  /// The value of the field named `name`, the last one if it is repeated, or null.
  public @Nullable String get(String name) {
    for (int i = size - 1; i >= 0; i--) {
      if (isNamed(i, name)) {
        return valueAt(i);
      }
    }
    return null;
  }

  /// All values of the field named `name`, in order.
  public List<String> all(String name) {
    var found = new ArrayList<String>(2);
    for (int i = 0; i < size; i++) {
      if (isNamed(i, name)) {
        found.add(valueAt(i));
      }
    }
    return found;
  }

  /// Whether there is a field named `name`.
  public boolean contains(String name) {
    return indexOf(name, 0) >= 0;
  }

  /// The distinct names in lower case, in order of their first occurrence.
  public List<String> names() {
    var distinct = new LinkedHashSet<String>();
    for (int i = 0; i < size; i++) {
      distinct.add(nameAt(i).toLowerCase(Locale.ROOT));
    }
    return List.copyOf(distinct);
  }

  /// Hands every field's name, as it was spelled, and value to `visitor`, in order.
  public void forEach(BiConsumer<String, String> visitor) {
    for (int i = 0; i < size; i++) {
      visitor.accept(nameAt(i), valueAt(i));
    }
  }

  /// Gives the field one value, where it first occurred and as it was spelled there, or at the end.
  public void set(String name, String value) {
    set(name, List.of(value));
  }

  /// Gives the field these values, where it first occurred and as it was spelled there, or at the
  /// end. No values: removes it.
  public void set(String name, List<String> newValues) {
    requireName(name);
    for (var value : newValues) {
      requireValue(name, value);
    }
    int first = indexOf(name, 0);
    String spelling = first < 0 ? name : nameAt(first);
    int at = first < 0 ? size : first;
    removeFrom(at, name);
    for (var value : newValues) {
      insert(at++, spelling, value);
    }
  }

  /// Adds a field at the end.
  public void add(String name, String value) {
    requireName(name);
    requireValue(name, value);
    insert(size, name, value);
  }

  /// Removes all fields named `name`; says whether there were any.
  public boolean remove(String name) {
    return removeFrom(0, name);
  }

  private static void requireName(String name) {
    if (!HttpSyntax.isToken(name)) {
      throw new IllegalHeaderException("header", name, "not a token (RFC 9110 section 5.6.2)");
    }
  }

  private static void requireValue(String name, String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '\r' || c == '\n') {
        throw new IllegalHeaderException("header", name, "line break in value");
      }
      if (HttpSyntax.isControl(c)) {
        throw new IllegalHeaderException("header", name, "control character in value");
      }
    }
  }

  private boolean removeFrom(int from, String name) {
    int before = size;
    for (int i = from; i < size; ) {
      if (isNamed(i, name)) {
        move(i + 1, i);
      } else {
        i++;
      }
    }
    return size < before;
  }

  private void insert(int at, String name, String value) {
    if ((size + 1) * SLOT > slots.length) {
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

  /// Moves the fields from index `from` on to index `to` on.
  private void move(int from, int to) {
    System.arraycopy(slots, from * SLOT, slots, to * SLOT, (size - from) * SLOT);
    if (names != null) {
      System.arraycopy(names, from, names, to, size - from);
    }
    if (values != null) {
      System.arraycopy(values, from, values, to, size - from);
    }
    size += to - from;
  }

  private int indexOf(String name, int from) {
    for (int i = from; i < size; i++) {
      if (isNamed(i, name)) {
        return i;
      }
    }
    return -1;
  }

  private boolean isNamed(int index, String name) {
    @Nullable String set = setName(index);
    return set != null
        ? set.equalsIgnoreCase(name)
        : HttpSyntax.equalsIgnoreCase(block, slot(index, NAME_START), slot(index, NAME_END), name);
  }

  private @Nullable String setName(int index) {
    return names == null ? null : names[index];
  }

  private int slot(int index, int part) {
    return slots[index * SLOT + part];
  }

  /// How often the field occurs.
  public int count(KnownField field) {
    int count = 0;
    if ((knownBits & field.bit()) != 0) {
      for (int i = 0; i < size; i++) {
        count += slot(i, KNOWN_BIT) == field.bit() ? 1 : 0;
      }
    }
    return count;
  }

  /// Whether the list in the field has `token` as an element, whatever the case.
  public boolean hasToken(KnownField field, String token) {
    if ((knownBits & field.bit()) != 0) {
      for (int i = 0; i < size; i++) {
        if (slot(i, KNOWN_BIT) == field.bit()) {
          var list = listAt(i);
          while (list.advance()) {
            if (list.is(token)) {
              return true;
            }
          }
        }
      }
    }
    return false;
  }

  /// The elements of the list in the field, in lower case.
  public List<String> tokens(KnownField field) {
    if ((knownBits & field.bit()) == 0) {
      return List.of();
    }
    var tokens = new ArrayList<String>(2);
    for (int i = 0; i < size; i++) {
      if (slot(i, KNOWN_BIT) == field.bit()) {
        var list = listAt(i);
        while (list.advance()) {
          tokens.add(list.lowerCase());
        }
      }
    }
    return tokens;
  }

  private TokenList listAt(int index) {
    if (setName(index) == null) {
      return new TokenList(block, slot(index, VALUE_START), slot(index, VALUE_END));
    }
    byte[] octets = valueAt(index).getBytes(StandardCharsets.UTF_8);
    return new TokenList(octets, 0, octets.length);
  }

  /// The number in the only content-length field, or -1 if there is none, several, or no number.
  public long contentLength() {
    if (count(KnownField.CONTENT_LENGTH) != 1) {
      return -1;
    }
    int index = 0;
    while (slot(index, KNOWN_BIT) != KnownField.CONTENT_LENGTH.bit()) {
      index++;
    }
    if (setName(index) == null) {
      return DecimalLength.parse(block, slot(index, VALUE_START), slot(index, VALUE_END));
    }
    byte[] octets = valueAt(index).getBytes(StandardCharsets.UTF_8);
    return DecimalLength.parse(octets, 0, octets.length);
  }

  /// Writes the fields as HTTP/1 lines. Neighbours that came together are copied together.
  ///
  /// @param out stays the caller's
  /// @param dropped bits of the known fields to leave out
  /// @param named lower-case names of further received fields to leave out; fields that were set
  ///   stay, so that a client cannot strip what a script adds
  public void writeTo(ByteBuf out, int dropped, List<String> named) {
    int from = 0;
    int to = 0;
    for (int i = 0; i < size; i++) {
      if ((slot(i, KNOWN_BIT) & dropped) != 0) {
        continue;
      }
      @Nullable String name = setName(i);
      if (name == null) {
        if (!named.isEmpty() && isNamedIn(i, named)) {
          continue;
        }
        int start = slot(i, NAME_START);
        if (start != to + 2 || to == 0) {
          writeReceived(out, from, to);
          from = start;
        }
        to = slot(i, VALUE_END);
      } else {
        writeReceived(out, from, to);
        from = 0;
        to = 0;
        writeSet(out, name, valueAt(i));
      }
    }
    writeReceived(out, from, to);
  }

  private boolean isNamedIn(int index, List<String> list) {
    for (var name : list) {
      if (isNamed(index, name)) {
        return true;
      }
    }
    return false;
  }

  private void writeReceived(ByteBuf out, int from, int to) {
    if (to > from) {
      out.writeBytes(block, from, to - from);
      out.writeShort(LINE_END);
    }
  }

  private static void writeSet(ByteBuf out, String name, String value) {
    ByteBufUtil.writeAscii(out, name);
    out.writeShort(COLON_BLANK);
    ByteBufUtil.writeUtf8(out, value);
    out.writeShort(LINE_END);
  }
}
