package dev.pipy.codec.mqtt;

import io.netty.buffer.ByteBuf;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Writes the fields of one packet, one after the other (section 1.5). Throws [MqttException] for
/// what a field cannot hold.
final class FieldWriter {

  private static final int LONGEST = 0xffff;

  private final ByteBuf out;

  /// Writes to `out`, which stays the caller's.
  FieldWriter(ByteBuf out) {
    this.out = out;
  }

  FieldWriter octet(long number) {
    out.writeByte((int) number);
    return this;
  }

  FieldWriter number16(long number) {
    out.writeShort((int) number);
    return this;
  }

  FieldWriter number32(long number) {
    out.writeInt((int) number);
    return this;
  }

  FieldWriter variable(long number) {
    long rest = number;
    while (rest > 0x7f) {
      out.writeByte((int) (rest & 0x7f) | 0x80);
      rest >>= 7;
    }
    out.writeByte((int) rest);
    return this;
  }

  /// How many bytes a number takes.
  static int variableSize(int number) {
    return number < 1 << 7 ? 1 : number < 1 << 14 ? 2 : number < 1 << 21 ? 3 : 4;
  }

  FieldWriter octets(ByteBuf octets) {
    out.writeBytes(octets, octets.readerIndex(), octets.readableBytes());
    return this;
  }

  /// @param name of the field, for messages
  FieldWriter binary(String name, byte[] octets) {
    if (octets.length > LONGEST) {
      throw new MqttException(
          "%s: %d bytes (expected: %d at most)".formatted(name, octets.length, LONGEST));
    }
    out.writeShort(octets.length).writeBytes(octets);
    return this;
  }

  /// @param name of the field, for messages
  FieldWriter text(String name, String text) {
    if (text.indexOf('\0') >= 0) {
      throw new MqttException(name + ": text with U+0000 (expected: text without)");
    }
    byte[] octets;
    try {
      var encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      octets = new byte[encoded.remaining()];
      encoded.get(octets);
    } catch (CharacterCodingException malformed) {
      throw new MqttException(name + ": text with half a surrogate pair (expected: whole pairs)");
    }
    return binary(name, octets);
  }
}
