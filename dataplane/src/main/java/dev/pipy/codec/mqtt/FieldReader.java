package dev.pipy.codec.mqtt;

import dev.pipy.event.Bytes;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Reads the fields of one packet, one after the other (section 1.5). Throws [MqttException] where
/// the bytes end early or break a rule.
final class FieldReader {

  /// The largest number that four bytes with seven bits each can say (section 1.5.5).
  static final int LARGEST_VARIABLE = 268_435_455;

  private final ByteBuf bytes;

  /// Reads from `bytes`, which stay the caller's.
  FieldReader(ByteBuf bytes) {
    this.bytes = bytes;
  }

  boolean isAtEnd() {
    return !bytes.isReadable();
  }

  /// Fails unless everything was read.
  void end() {
    if (bytes.isReadable()) {
      throw new MqttException(bytes.readableBytes() + " bytes too many");
    }
  }

  /// A view of what is still to be read, which is not read by this.
  ByteBuf rest() {
    return bytes.slice();
  }

  /// What comes next, to be read on its own.
  FieldReader part(int length) {
    require(length);
    return new FieldReader(bytes.readSlice(length));
  }

  int octet() {
    require(1);
    return bytes.readUnsignedByte();
  }

  int number16() {
    require(2);
    return bytes.readUnsignedShort();
  }

  long number32() {
    require(4);
    return bytes.readUnsignedInt();
  }

  int variable() {
    int number = 0;
    for (int shift = 0; shift < 28; shift += 7) {
      int octet = octet();
      number |= (octet & 0x7f) << shift;
      if ((octet & 0x80) == 0) {
        return number;
      }
    }
    throw new MqttException("a variable byte integer of more than 4 bytes");
  }

  Bytes binary() {
    return new Bytes(octets());
  }

  /// Text without U+0000; surrogates are no UTF-8 (section 1.5.4).
  String text() {
    var octets = octets();
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
    } catch (CharacterCodingException malformed) {
      throw new MqttException("text that is not UTF-8");
    }
    if (text.indexOf('\0') >= 0) {
      throw new MqttException("text with U+0000");
    }
    return text;
  }

  private byte[] octets() {
    int length = number16();
    require(length);
    var octets = new byte[length];
    bytes.readBytes(octets);
    return octets;
  }

  private void require(int length) {
    if (bytes.readableBytes() < length) {
      throw new MqttException("it ends inside a field");
    }
  }
}
