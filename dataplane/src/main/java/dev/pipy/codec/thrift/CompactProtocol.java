package dev.pipy.codec.thrift;

import dev.pipy.codec.thrift.ThriftInput.Outcome;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Numbers as short as they are, types and small sizes in half a byte each.
record CompactProtocol() implements ThriftProtocol {

  static final int ID = 0x82;
  private static final int VERSION_1 = 1;
  private static final int VERSION_MASK = 0x1f;
  private static final int TYPE_SHIFT = 5;

  /// Sizes from here on do not fit in half a byte.
  private static final int LONG_SIZE = 15;

  @Override
  public String protocolName() {
    return "compact";
  }

  @Override
  public MessageHeader readMessage(ThriftInput in) {
    int id = in.unsigned8();
    int head = in.unsigned8();
    if (in.isGood() && (id != ID || (head & VERSION_MASK) != VERSION_1)) {
      in.fail(Outcome.MALFORMED);
    }
    int seqId = number32(in);
    var name = new String(readBinary(in), StandardCharsets.UTF_8);
    return new MessageHeader(head >> TYPE_SHIFT, name, seqId);
  }

  /// A number of 32 bits that is not folded; some write negative ones with 64.
  private static int number32(ThriftInput in) {
    long number = in.varint();
    if (number != (int) number && number >>> Integer.SIZE != 0) {
      in.fail(Outcome.MALFORMED);
    }
    return (int) number;
  }

  @Override
  public FieldHeader readField(ThriftInput in, int lastId) {
    int head = in.unsigned8();
    if (head == ThriftType.STOP) {
      return FieldHeader.STOP;
    }
    int code = head & 0xf;
    var type = readType(in, code);
    int delta = head >> 4;
    int id = delta == 0 ? (int) in.zigzag(Short.SIZE) : lastId + delta;
    if (id > Short.MAX_VALUE) {
      in.fail(Outcome.MALFORMED);
    }
    return new FieldHeader(
        type, id, type == ThriftType.BOOL ? code == ThriftType.COMPACT_TRUE : null);
  }

  private static @Nullable ThriftType readType(ThriftInput in, int code) {
    var type = ThriftType.ofCompact(code);
    if (type == null) {
      in.fail(Outcome.MALFORMED);
    }
    return type;
  }

  @Override
  public ListHeader readList(ThriftInput in) {
    int head = in.unsigned8();
    int code = head & 0xf;
    int size = in.count(head >> 4 == LONG_SIZE ? in.varint() : head >> 4);
    return new ListHeader(size == 0 ? ThriftType.ofCompact(code) : readType(in, code), size);
  }

  @Override
  public MapHeader readMap(ThriftInput in) {
    int size = in.count(in.varint());
    if (size == 0) {
      return new MapHeader(null, null, 0);
    }
    int types = in.unsigned8();
    return new MapHeader(readType(in, types >> 4), readType(in, types & 0xf), size);
  }

  @Override
  public boolean readBool(ThriftInput in) {
    return in.unsigned8() == ThriftType.COMPACT_TRUE;
  }

  @Override
  public long readInteger(ThriftInput in, ThriftType type) {
    return switch (type) {
      case I8 -> in.signed8();
      case I16 -> in.zigzag(Short.SIZE);
      case I32 -> in.zigzag(Integer.SIZE);
      default -> in.zigzag(Long.SIZE);
    };
  }

  @Override
  public double readDouble(ThriftInput in) {
    return Double.longBitsToDouble(in.signed64LittleEndian());
  }

  @Override
  public byte[] readBinary(ThriftInput in) {
    return in.octets(in.count(in.varint()));
  }

  @Override
  public void writeMessage(ThriftOutput out, MessageHeader header) {
    out.octet(ID);
    out.octet(VERSION_1 | header.type() << TYPE_SHIFT);
    out.varint(header.seqId() & 0xffff_ffffL);
    writeBinary(out, header.name().getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public boolean writeField(
      ThriftOutput out, ThriftType type, int id, @Nullable Boolean flag, int lastId) {
    boolean isTrue = flag != null && flag;
    int code = isTrue ? ThriftType.COMPACT_TRUE : type.compactCode();
    int delta = id - lastId;
    if (delta > 0 && delta < 16) {
      out.octet(delta << 4 | code);
    } else {
      out.octet(code);
      out.zigzag(id);
    }
    return flag != null;
  }

  @Override
  public void writeList(ThriftOutput out, @Nullable ThriftType type, int size) {
    int code = type == null ? ThriftType.STOP : type.compactCode();
    if (size < LONG_SIZE) {
      out.octet(size << 4 | code);
    } else {
      out.octet(LONG_SIZE << 4 | code);
      out.varint(size);
    }
  }

  @Override
  public void writeMap(
      ThriftOutput out, @Nullable ThriftType key, @Nullable ThriftType value, int size) {
    out.varint(size);
    if (size > 0 && key != null && value != null) {
      out.octet(key.compactCode() << 4 | value.compactCode());
    }
  }

  @Override
  public void writeBool(ThriftOutput out, boolean flag) {
    out.octet(flag ? ThriftType.COMPACT_TRUE : ThriftType.BOOL.compactCode());
  }

  @Override
  public void writeInteger(ThriftOutput out, ThriftType type, long number) {
    if (type == ThriftType.I8) {
      out.octet((int) number);
    } else {
      out.zigzag(number);
    }
  }

  @Override
  public void writeDouble(ThriftOutput out, double number) {
    out.little64(Double.doubleToLongBits(number));
  }

  @Override
  public void writeBinary(ThriftOutput out, byte[] octets) {
    out.varint(octets.length);
    out.octets(octets);
  }
}
