package dev.pipy.codec.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The fields of a head or tail, in order; a name can occur several times. Names compare without
/// regard to case and keep their spelling. A received field becomes text only when somebody reads
/// it. Confined to a worker.
public final class HttpHeaders {

  private static final String CLOSE = "close";

  private static final List<String> JUDGED_ON_THEIR_OWN =
      List.of(
          "keep-alive",
          CLOSE,
          "upgrade",
          "te",
          "host",
          "content-length",
          "transfer-encoding",
          "trailer",
          "expect");

  private static final int LINE_END = '\r' << 8 | '\n';
  private static final int COLON_BLANK = ':' << 8 | ' ';

  private final HeadBlock block;

  /// No fields yet.
  public HttpHeaders() {
    this(new HeadBlock(0));
  }

  /// The fields of a decoded head. Takes over `block`.
  public HttpHeaders(HeadBlock block) {
    this.block = block;
  }

  /// An independent copy.
  public HttpHeaders copy() {
    return new HttpHeaders(block.copy());
  }

  /// Number of fields; a name that occurs twice counts twice.
  public int size() {
    return block.fieldCount();
  }

  /// Whether there is no field.
  public boolean isEmpty() {
    return size() == 0;
  }

  /// The name of the field at `index`, as it was spelled.
  public String nameAt(int index) {
    return block.nameAt(index);
  }

  /// The value of the field at `index`.
  public String valueAt(int index) {
    return block.valueAt(index);
  }

  /// The value of the field named `name`, the last one if it is repeated, or null.
  public @Nullable String get(String name) {
    for (int i = size() - 1; i >= 0; i--) {
      if (block.isNamed(i, name)) {
        return block.valueAt(i);
      }
    }
    return null;
  }

  /// All values of the field named `name`, in order.
  public List<String> all(String name) {
    var found = new ArrayList<String>(2);
    for (int i = 0; i < size(); i++) {
      if (block.isNamed(i, name)) {
        found.add(block.valueAt(i));
      }
    }
    return found;
  }

  /// Whether there is a field named `name`.
  public boolean contains(String name) {
    return indexOf(name) >= 0;
  }

  private int indexOf(String name) {
    for (int i = 0; i < size(); i++) {
      if (block.isNamed(i, name)) {
        return i;
      }
    }
    return -1;
  }

  /// The distinct names in lower case, in order of their first occurrence.
  public List<String> names() {
    var distinct = new LinkedHashSet<String>();
    for (int i = 0; i < size(); i++) {
      distinct.add(block.nameAt(i).toLowerCase(Locale.ROOT));
    }
    return List.copyOf(distinct);
  }

  /// Hands every field's name, as it was spelled, and value to `visitor`, in order.
  public void forEach(BiConsumer<String, String> visitor) {
    for (int i = 0; i < size(); i++) {
      visitor.accept(block.nameAt(i), block.valueAt(i));
    }
  }

  /// Gives the field one value, where it first occurred and as it was spelled there, or at the end.
  ///
  /// @throws IllegalHeaderException if name or value could not be read back as they are
  public void set(String name, String value) {
    set(name, List.of(value));
  }

  /// Gives the field these values, where it first occurred and as it was spelled there, or at the
  /// end. No values: removes it.
  ///
  /// @throws IllegalHeaderException if the name or a value could not be read back as it is
  public void set(String name, List<String> values) {
    requireName(name);
    for (var value : values) {
      requireValue(name, value);
    }
    int first = indexOf(name);
    String spelling = first < 0 ? name : block.nameAt(first);
    int at = first < 0 ? size() : first;
    removeFrom(at, name);
    for (var value : values) {
      block.insert(at++, spelling, value);
    }
  }

  /// Adds a field at the end.
  ///
  /// @throws IllegalHeaderException if name or value could not be read back as they are
  public void add(String name, String value) {
    requireName(name);
    requireValue(name, value);
    block.insert(size(), name, value);
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

  /// Removes all fields named `name`; says whether there were any.
  public boolean remove(String name) {
    return removeFrom(0, name);
  }

  private boolean removeFrom(int from, String name) {
    int before = size();
    for (int i = before - 1; i >= from; i--) {
      if (block.isNamed(i, name)) {
        block.remove(i);
      }
    }
    return size() < before;
  }

  /// How often the field occurs.
  public int count(KnownField field) {
    int count = 0;
    for (int i = block.indexOf(field, 0); i >= 0; i = block.indexOf(field, i + 1)) {
      count++;
    }
    return count;
  }

  /// Whether the list in the field has `token` as an element, whatever the case.
  public boolean hasToken(KnownField field, String token) {
    for (int i = block.indexOf(field, 0); i >= 0; i = block.indexOf(field, i + 1)) {
      var list = block.listAt(i);
      while (list.advance()) {
        if (list.is(token)) {
          return true;
        }
      }
    }
    return false;
  }

  /// The elements of the list in the field, in lower case.
  public List<String> tokens(KnownField field) {
    return tokensExcept(field, List.of());
  }

  /// Names of the fields that the sender tied to its connection (RFC 9110 section 7.6.1), in lower
  /// case. Options, and fields that have rules of their own, are not among them, so that nobody
  /// strips a host or a length by naming it.
  public List<String> fieldsOfConnection() {
    return tokensExcept(KnownField.CONNECTION, JUDGED_ON_THEIR_OWN);
  }

  /// Takes the option `close` out of the connection field, so that nobody takes it for what is said
  /// of another connection than the sender's. Fields that are named there still are.
  public void forgetClose() {
    if (saysClose()) {
      var others =
          tokensExcept(KnownField.CONNECTION, List.of(CLOSE)).stream()
              .filter(HttpSyntax::isToken)
              .collect(Collectors.joining(", "));
      set("connection", others.isEmpty() ? List.of() : List.of(others));
    }
  }

  /// Whether the connection field says that the connection ends behind the message.
  public boolean saysClose() {
    return hasToken(KnownField.CONNECTION, CLOSE);
  }

  /// The elements of the list in the field, in lower case, other than `usual` ones.
  private List<String> tokensExcept(KnownField field, List<String> usual) {
    List<String> tokens = List.of();
    for (int i = block.indexOf(field, 0); i >= 0; i = block.indexOf(field, i + 1)) {
      var list = block.listAt(i);
      while (list.advance()) {
        if (!list.isAmong(usual)) {
          tokens = tokens.isEmpty() ? new ArrayList<>(2) : tokens;
          tokens.add(list.lowerCase());
        }
      }
    }
    return tokens;
  }

  /// The number in the only content-length field, or -1 if there is none, several, or no number.
  public long contentLength() {
    int index = block.indexOf(KnownField.CONTENT_LENGTH, 0);
    if (index < 0 || block.indexOf(KnownField.CONTENT_LENGTH, index + 1) >= 0) {
      return -1;
    }
    return block.isReceived(index)
        ? DecimalLength.parse(block.bytes(), block.valueStart(index), block.valueEnd(index))
        : DecimalLength.parse(block.valueAt(index));
  }

  /// Writes the fields as HTTP/1 lines. Neighbours that came together are copied together.
  ///
  /// @param out stays the caller's
  /// @param lead received bytes before the fields, without their line end, to write first: the
  ///   start line, or 0
  /// @param dropped bits of the known fields to leave out
  /// @param named lower-case names of further received fields to leave out; fields that were set
  ///   stay, so that a client cannot strip what a script adds
  public void writeTo(ByteBuf out, int lead, int dropped, List<String> named) {
    int from = 0;
    int to = lead;
    for (int i = 0; i < size(); i++) {
      if ((block.slot(i, HeadBlock.KNOWN_BIT) & dropped) != 0) {
        continue;
      }
      if (block.isReceived(i)) {
        if (!named.isEmpty() && isNamedIn(i, named)) {
          continue;
        }
        int start = block.slot(i, HeadBlock.NAME_START);
        // a field follows its neighbour when only a line end is between them
        if (to == 0 || start != to + 2) {
          writeReceived(out, from, to);
          from = start;
        }
        to = block.valueEnd(i);
      } else {
        writeReceived(out, from, to);
        from = 0;
        to = 0;
        writeSet(out, block.nameAt(i), block.valueAt(i));
      }
    }
    writeReceived(out, from, to);
  }

  /// Hands the fields to `visitor`, in order, chosen as in [#writeTo].
  ///
  /// @param dropped bits of the known fields to leave out
  /// @param named lower-case names of further received fields to leave out
  public void visit(int dropped, List<String> named, FieldVisitor visitor) {
    for (int i = 0; i < size(); i++) {
      if ((block.slot(i, HeadBlock.KNOWN_BIT) & dropped) != 0) {
        continue;
      }
      if (!block.isReceived(i)) {
        visitor.set(block.nameAt(i), block.valueAt(i));
      } else if (named.isEmpty() || !isNamedIn(i, named)) {
        visitor.received(
            block.bytes(),
            block.slot(i, HeadBlock.NAME_START),
            block.slot(i, HeadBlock.NAME_END),
            block.valueStart(i),
            block.valueEnd(i));
      }
    }
  }

  private boolean isNamedIn(int index, List<String> list) {
    for (var name : list) {
      if (block.isNamed(index, name)) {
        return true;
      }
    }
    return false;
  }

  private void writeReceived(ByteBuf out, int from, int to) {
    if (to == from) {
      return;
    }
    byte[] octets = block.bytes();
    // blanks before the line end are left out
    if (octets[to] == '\r') {
      out.writeBytes(octets, from, to + 2 - from);
    } else {
      out.writeBytes(octets, from, to - from);
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
