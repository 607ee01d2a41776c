package dev.pipy.tls;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/// A few bytes of ASN.1 in DER (X.690): as much as private keys need. Immutable.
final class Der {

  static final int INTEGER = 0x02;
  static final int BIT_STRING = 0x03;
  static final int OCTET_STRING = 0x04;
  static final int OBJECT_IDENTIFIER = 0x06;
  static final int SEQUENCE = 0x30;
  static final int FIRST_TAGGED = 0xa0;
  static final Der NONE = new Der(new byte[0]);

  private final byte[] bytes;

  Der(byte[] bytes) {
    this.bytes = bytes.clone();
  }

  byte[] bytes() {
    return bytes.clone();
  }

  /// An element with a tag and a content.
  static Der of(int tag, Der... content) {
    int length = Arrays.stream(content).mapToInt(part -> part.bytes.length).sum();
    var out = new ByteArrayOutputStream();
    out.write(tag);
    if (length < 0x80) {
      out.write(length);
    } else {
      int octets = length < 0x100 ? 1 : length < 0x10000 ? 2 : 3;
      out.write(0x80 | octets);
      for (int shift = 8 * (octets - 1); shift >= 0; shift -= 8) {
        out.write(length >> shift);
      }
    }
    for (var part : content) {
      out.writeBytes(part.bytes);
    }
    return new Der(out.toByteArray());
  }

  /// The content of the element that these bytes begin with. Throws [TlsInputException] if its tag
  /// is another.
  Der content(int tag) {
    var element = element(0);
    if (element.tag != tag) {
      throw malformed();
    }
    return new Der(Arrays.copyOfRange(bytes, element.start, element.end));
  }

  /// The content of the first element with the tag among those that these bytes are a row of; none
  /// if there is none.
  Der find(int tag) {
    for (int at = 0; at < bytes.length; ) {
      var element = element(at);
      if (element.tag == tag) {
        return new Der(Arrays.copyOfRange(bytes, element.start, element.end));
      }
      at = element.end;
    }
    return NONE;
  }

  boolean isEmpty() {
    return bytes.length == 0;
  }

  private record Element(int tag, int start, int end) {}

  private Element element(int at) {
    if (at + 2 > bytes.length) {
      throw malformed();
    }
    int tag = bytes[at] & 0xff;
    int length = bytes[at + 1] & 0xff;
    int start = at + 2;
    if (length >= 0x80) {
      int octets = length & 0x7f;
      if (octets == 0 || octets > 3 || start + octets > bytes.length) {
        throw malformed();
      }
      length = 0;
      for (int i = 0; i < octets; i++) {
        length = (length << 8) | (bytes[start++] & 0xff);
      }
    }
    if (length > bytes.length - start) {
      throw malformed();
    }
    return new Element(tag, start, start + length);
  }

  private static TlsInputException malformed() {
    return new TlsInputException("key is not valid DER");
  }
}
