package dev.pipy.codec.thrift;

import dev.pipy.codec.thrift.ThriftInput.Outcome;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Numbers in full, the most significant byte first. A message begins with a version, or in the old
/// form with the length of its name.
///
/// @param isOld whether messages have the old form
record BinaryProtocol(boolean isOld) implements ThriftProtocol {

  static final int VERSION_1 = 0x8001_0000;
  private static final int VERSION_MASK = 0xffff_ff00;

  @Override
  public String protocolName() {
    return isOld ? "old" : "binary";
  }

  @Override
  public MessageHeader readMessage(ThriftInput in) {
    if (isOld) {
      var name = readText(in);
      int type = in.unsigned8();
      return new MessageHeader(type, name, in.signed32());
    }
    int version = in.signed32();
    if ((version & VERSION_MASK) != VERSION_1) {
      in.fail(Outcome.MALFORMED);
    }
    var name = readText(in);
    return new MessageHeader(version & 0xff, name, in.signed32());
  }

  private String readText(ThriftInput in) {
    return new String(readBinary(in), StandardCharsets.UTF_8);
  }

  @Override
  public FieldHeader readField(ThriftInput in, int lastId) {
    int code = in.unsigned8();
    if (code == ThriftType.STOP) {
      return FieldHeader.STOP;
    }
    var type = readType(in, code);
    return new FieldHeader(type, in.signed16(), null);
  }

  private static @Nullable ThriftType readType(ThriftInput in, int code) {
    var type = ThriftType.ofBinary(code);
    if (type == null) {
      in.fail(Outcome.MALFORMED);
    }
    return type;
  }

  @Override
  public ListHeader readList(ThriftInput in) {
    int code = in.unsigned8();
    int size = in.count(in.signed32());
    return new ListHeader(size == 0 ? ThriftType.ofBinary(code) : readType(in, code), size);
  }

  @Override
  public MapHeader readMap(ThriftInput in) {
    int key = in.unsigned8();
    int value = in.unsigned8();
    int size = in.count(in.signed32());
    return size == 0
        ? new MapHeader(ThriftType.ofBinary(key), ThriftType.ofBinary(value), 0)
        : new MapHeader(readType(in, key), readType(in, value), size);
  }

  @Override
  public boolean readBool(ThriftInput in) {
    return in.unsigned8() != 0;
  }

  @Override
  public long readInteger(ThriftInput in, ThriftType type) {
    return switch (type) {
      case I8 -> in.signed8();
      case I16 -> in.signed16();
      case I32 -> in.signed32();
      default -> in.signed64();
    };
  }

  @Override
  public double readDouble(ThriftInput in) {
    return Double.longBitsToDouble(in.signed64());
  }

  @Override
  public byte[] readBinary(ThriftInput in) {
    return in.octets(in.count(in.signed32()));
  }

  @Override
  public void writeMessage(ThriftOutput out, MessageHeader header) {
    byte[] name = header.name().getBytes(StandardCharsets.UTF_8);
    if (isOld) {
      writeBinary(out, name);
      out.octet(header.type());
    } else {
      out.big(VERSION_1 | header.type(), Integer.BYTES);
      writeBinary(out, name);
    }
    out.big(header.seqId(), Integer.BYTES);
  }

  @Override
  public boolean writeField(
      ThriftOutput out, ThriftType type, int id, @Nullable Boolean flag, int lastId) {
    out.octet(type.binaryCode());
    out.big(id, Short.BYTES);
    return false;
  }

  @Override
  public void writeList(ThriftOutput out, @Nullable ThriftType type, int size) {
    out.octet(code(type));
    out.big(size, Integer.BYTES);
  }

  @Override
  public void writeMap(
      ThriftOutput out, @Nullable ThriftType key, @Nullable ThriftType value, int size) {
    out.octet(code(key));
    out.octet(code(value));
    out.big(size, Integer.BYTES);
  }

  private static int code(@Nullable ThriftType type) {
    return type == null ? ThriftType.STOP : type.binaryCode();
  }

  @Override
  public void writeBool(ThriftOutput out, boolean flag) {
    out.octet(flag ? 1 : 0);
  }

  @Override
  public void writeInteger(ThriftOutput out, ThriftType type, long number) {
    int octets =
        switch (type) {
          case I8 -> Byte.BYTES;
          case I16 -> Short.BYTES;
          case I32 -> Integer.BYTES;
          default -> Long.BYTES;
        };
    out.big(number, octets);
  }

  @Override
  public void writeDouble(ThriftOutput out, double number) {
    out.big(Double.doubleToLongBits(number), Long.BYTES);
  }

  @Override
  public void writeBinary(ThriftOutput out, byte[] octets) {
    out.big(octets.length, Integer.BYTES);
    out.octets(octets);
  }
}
