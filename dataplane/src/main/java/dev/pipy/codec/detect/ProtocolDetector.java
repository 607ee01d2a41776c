package dev.pipy.codec.detect;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/// Looks at the first bytes that a client sends until it knows the protocol. Keeps 11 of them at
/// most. Confined to a worker.
public final class ProtocolDetector {

  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] VERSION = "HTTP/1.".getBytes(StandardCharsets.US_ASCII);
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "CONNECT", "OPTIONS", "TRACE");
  private static final int LONGEST_METHOD = 7;

  /// A request line that goes on for longer is none.
  private static final int LONGEST_TARGET = 64 << 10;

  private static final int TLS_FACTS = 11;
  private static final int LARGEST_RECORD = 1 << 14;
  private static final int LARGEST_HELLO = 1 << 17;

  private final StringBuilder method = new StringBuilder(LONGEST_METHOD);
  private final int[] record = new int[TLS_FACTS];
  private int position;
  private int targetLength;
  private int versionLength;
  private Part part = Part.METHOD;
  private boolean mayBeHttp1 = true;
  private boolean mayBeHttp2 = true;
  private boolean mayBeTls = true;
  private Result result = Result.UNDECIDED;

  /// What is spoken.
  public enum Result {
    /// More bytes are needed.
    UNDECIDED(""),
    /// A request line of HTTP/1 (RFC 9112 section 3).
    HTTP("HTTP"),
    /// The preface of HTTP/2 (RFC 9113 section 3.4).
    HTTP2("HTTP2"),
    /// The start of a ClientHello (RFC 8446 section 4.1.2).
    TLS("TLS"),
    /// None of them.
    OTHER("");

    private final String text;

    Result(String text) {
      this.text = text;
    }

    /// The name that scripts see; empty if there is none.
    public String text() {
      return text;
    }
  }

  /// Where in a request line.
  private enum Part {
    METHOD,
    TARGET,
    VERSION
  }

  /// A detector at the start of a connection.
  public ProtocolDetector() {}

  /// Looks at further bytes, which stay the caller's, unchanged.
  public Result read(ByteBuf bytes) {
    for (int i = bytes.readerIndex(); i < bytes.writerIndex(); i++) {
      if (result != Result.UNDECIDED) {
        break;
      }
      read(bytes.getByte(i) & 0xff);
    }
    return result;
  }

  private void read(int value) {
    if (mayBeHttp2) {
      mayBeHttp2 = PREFACE[position] == value;
      if (mayBeHttp2 && position == PREFACE.length - 1) {
        result = Result.HTTP2;
        return;
      }
    }
    if (mayBeTls) {
      readTls(value);
    }
    if (mayBeHttp1) {
      readHttp1(value);
    }
    position++;
    if (result == Result.UNDECIDED && !mayBeHttp1 && !mayBeHttp2 && !mayBeTls) {
      result = Result.OTHER;
    }
  }

  /// Record type, version and length, then message type, length and version.
  private void readTls(int value) {
    record[position] = value;
    mayBeTls =
        switch (position) {
          case 0 -> value == 22;
          case 1, 9 -> value == 3;
          case 2, 10 -> value <= 4;
          case 4 -> length(3, 2) >= 4 && length(3, 2) <= LARGEST_RECORD;
          case 5 -> value == 1;
          case 8 -> length(6, 3) >= 38 && length(6, 3) <= LARGEST_HELLO;
          default -> true;
        };
    if (mayBeTls && position == TLS_FACTS - 1) {
      result = Result.TLS;
    }
  }

  private int length(int from, int bytes) {
    int length = 0;
    for (int i = from; i < from + bytes; i++) {
      length = length << 8 | record[i];
    }
    return length;
  }

  private void readHttp1(int value) {
    switch (part) {
      case METHOD -> {
        if (value == ' ') {
          mayBeHttp1 = METHODS.contains(method.toString());
          part = Part.TARGET;
        } else {
          method.append((char) value);
          mayBeHttp1 = value >= 'A' && value <= 'Z' && method.length() <= LONGEST_METHOD;
        }
      }
      case TARGET -> {
        if (value == ' ') {
          mayBeHttp1 = targetLength > 0;
          part = Part.VERSION;
        } else {
          targetLength++;
          mayBeHttp1 = value > ' ' && value != 0x7f && targetLength <= LONGEST_TARGET;
        }
      }
      case VERSION -> {
        if (versionLength == VERSION.length) {
          mayBeHttp1 = value == '0' || value == '1';
          if (mayBeHttp1) {
            result = Result.HTTP;
          }
        } else {
          mayBeHttp1 = VERSION[versionLength++] == value;
        }
      }
    }
  }
}
