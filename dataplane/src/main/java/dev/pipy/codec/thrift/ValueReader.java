package dev.pipy.codec.thrift;

import dev.pipy.codec.thrift.ThriftInput.Outcome;
import dev.pipy.event.Bytes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Builds the fields of a message, piece by piece, with a stack of what is open, so that it can
/// stop wherever the bytes do. Confined to its user.
final class ValueReader {

  static final int DEEPEST = 64;

  /// Most values of a message. A value takes more memory than its bytes do: 200 bytes for one.
  static final int MOST_VALUES = 1 << 18;

  private static final int UUID_SIZE = 16;

  private final ThriftProtocol protocol;
  private final Deque<Open> open = new ArrayDeque<>();
  private @Nullable List<Object> fields;
  private int count;

  ValueReader(ThriftProtocol protocol) {
    this.protocol = protocol;
    open.push(new Open.Struct());
  }

  /// What is open: it wants values, one after the other, until it is complete.
  private sealed interface Open {

    /// The type of the next value; null if no more come.
    @Nullable ThriftType wanted();

    void add(Object value);

    /// What it is as a value.
    Object value();

    final class Struct implements Open {
      private final List<Object> fields = new ArrayList<>();
      private @Nullable ThriftType type;
      private int id;

      @Override
      public @Nullable ThriftType wanted() {
        return type;
      }

      @Override
      public void add(Object value) {
        if (type != null) {
          var field = new LinkedHashMap<String, Object>(4);
          field.put("id", id);
          field.put("type", type.name());
          field.put("value", value);
          fields.add(field);
          type = null;
        }
      }

      @Override
      public Object value() {
        return fields;
      }
    }

    final class Elements implements Open {
      private final @Nullable ThriftType type;
      private final int size;
      private final List<Object> elements = new ArrayList<>();

      Elements(ThriftProtocol.ListHeader header) {
        type = header.type();
        size = header.size();
      }

      @Override
      public @Nullable ThriftType wanted() {
        return elements.size() < size ? type : null;
      }

      @Override
      public void add(Object value) {
        elements.add(value);
      }

      @Override
      public Object value() {
        var list = new LinkedHashMap<String, @Nullable Object>(4);
        list.put("elementType", nameOf(type));
        list.put("elements", elements);
        return list;
      }
    }

    final class Pairs implements Open {
      private final @Nullable ThriftType keyType;
      private final @Nullable ThriftType valueType;
      private final int size;
      private final List<Object> pairs = new ArrayList<>();
      private @Nullable Object key;

      Pairs(ThriftProtocol.MapHeader header) {
        keyType = header.key();
        valueType = header.value();
        size = header.size();
      }

      @Override
      public @Nullable ThriftType wanted() {
        if (key != null) {
          return valueType;
        }
        return pairs.size() < size ? keyType : null;
      }

      @Override
      public void add(Object value) {
        if (key == null) {
          key = value;
        } else {
          pairs.add(List.of(key, value));
          key = null;
        }
      }

      @Override
      public Object value() {
        var map = new LinkedHashMap<String, @Nullable Object>(4);
        map.put("keyType", nameOf(keyType));
        map.put("valueType", nameOf(valueType));
        map.put("pairs", pairs);
        return map;
      }
    }
  }

  private static @Nullable String nameOf(@Nullable ThriftType type) {
    return type == null ? null : type.name();
  }

  /// The fields, once all of them were read; else null.
  @Nullable List<Object> fields() {
    return fields;
  }

  /// Reads one piece: the head of a field, a number, a text, the head of a list ...
  void step(ThriftInput in) {
    var top = open.element();
    var wanted = top.wanted();
    if (wanted != null) {
      read(wanted, top, in);
    } else if (top instanceof Open.Struct struct) {
      readField(struct, in);
    } else {
      close();
    }
  }

  private void readField(Open.Struct struct, ThriftInput in) {
    var header = protocol.readField(in, struct.id);
    if (!in.isGood()) {
      return;
    }
    if (header.type() == null) {
      close();
      return;
    }
    struct.type = header.type();
    struct.id = header.id();
    if (header.flag() != null) {
      struct.add(header.flag());
    }
  }

  private void close() {
    var complete = open.pop();
    var around = open.peek();
    if (around != null) {
      around.add(complete.value());
    } else if (complete instanceof Open.Struct root) {
      fields = root.fields;
    }
  }

  private void read(ThriftType type, Open top, ThriftInput in) {
    if (count == MOST_VALUES) {
      in.fail(Outcome.TOO_MANY);
      return;
    }
    switch (type) {
      case STRUCT -> begin(new Open.Struct(), in);
      case LIST, SET -> begin(new Open.Elements(protocol.readList(in)), in);
      case MAP -> begin(new Open.Pairs(protocol.readMap(in)), in);
      case BOOL, I8, I16, I32, I64, DOUBLE, BINARY, UUID -> {
        var value = simple(type, in);
        if (in.isGood()) {
          count++;
          top.add(value);
        }
      }
    }
  }

  private void begin(Open inner, ThriftInput in) {
    if (open.size() == DEEPEST) {
      in.fail(Outcome.MALFORMED);
    }
    if (in.isGood()) {
      count++;
      open.push(inner);
    }
  }

  private Object simple(ThriftType type, ThriftInput in) {
    return switch (type) {
      case BOOL -> protocol.readBool(in);
      case I8, I16, I32 -> (int) protocol.readInteger(in, type);
      case I64 -> protocol.readInteger(in, type);
      case DOUBLE -> protocol.readDouble(in);
      case BINARY -> new Bytes(protocol.readBinary(in));
      case UUID -> uuid(in);
      case STRUCT, LIST, SET, MAP -> throw new IllegalStateException(type + " is not simple");
    };
  }

  private static String uuid(ThriftInput in) {
    byte[] octets = in.octets(UUID_SIZE);
    return octets.length == 0 ? "" : new UUID(big(octets, 0), big(octets, 8)).toString();
  }

  private static long big(byte[] octets, int from) {
    long number = 0;
    for (int i = from; i < from + Long.BYTES; i++) {
      number = number << 8 | (octets[i] & 0xff);
    }
    return number;
  }

  /// A whole message.
  static Map<String, Object> message(
      ThriftProtocol protocol,
      MessageType type,
      ThriftProtocol.MessageHeader header,
      List<Object> fields,
      boolean isFramed) {
    var message = new LinkedHashMap<String, Object>();
    message.put("protocol", protocol.protocolName());
    message.put("type", type.text());
    message.put("seqID", header.seqId());
    message.put("name", header.name());
    message.put("fields", fields);
    if (isFramed) {
      message.put("framed", true);
    }
    return message;
  }
}
