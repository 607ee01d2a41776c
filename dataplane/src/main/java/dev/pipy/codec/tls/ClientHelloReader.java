package dev.pipy.codec.tls;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Looks at the first bytes of a connection until it has seen a ClientHello, or knows that there is
/// none. Only looks: the bytes stay where they are. Keeps a copy of the message, 32 KiB at most,
/// even if it comes in many records.
///
/// ```text
///   HEADER -- record header --> FRAGMENT -- end of record --> HEADER
///      \________________________/   the message is whole  --> FOUND
///           not TLS, malformed, too large                 --> NONE
/// ```
public final class ClientHelloReader {

  /// Bytes of the largest message that is read.
  public static final int LARGEST_MESSAGE = 32 << 10;

  private static final int RECORD_HEADER = 5;
  private static final int MESSAGE_HEADER = 4;
  private static final int HANDSHAKE_RECORD = 22;
  private static final int CLIENT_HELLO = 1;
  private static final int RANDOM_LENGTH = 32;
  private static final int SERVER_NAME = 0;
  private static final int HOST_NAME = 0;
  private static final int ALPN = 16;
  private static final int FIRST_SIZE = 1024;

  private final byte[] header = new byte[RECORD_HEADER];
  private int headerLength;
  private int fragmentLeft;
  private byte[] message = new byte[FIRST_SIZE];
  private int messageLength;
  private State state = State.MORE;
  private @Nullable ClientHello hello;

  /// How far it is.
  public enum State {
    /// The message is not whole.
    MORE,
    /// The message was read.
    FOUND,
    /// These bytes are no ClientHello.
    NONE
  }

  /// A reader at the start of a connection.
  public ClientHelloReader() {}

  /// Looks at further bytes of the connection; the buffer stays the caller's, unchanged.
  public State read(ByteBuf bytes) {
    int at = bytes.readerIndex();
    while (state == State.MORE && at < bytes.writerIndex()) {
      if (fragmentLeft == 0) {
        header[headerLength++] = bytes.getByte(at++);
        checkHeader();
      } else {
        int length = Math.min(fragmentLeft, bytes.writerIndex() - at);
        append(bytes, at, length);
        at += length;
        fragmentLeft -= length;
        checkMessage();
      }
    }
    return state;
  }

  /// What the client asks for, once it was found; null before that.
  public @Nullable ClientHello hello() {
    return hello;
  }

  private void checkHeader() {
    int type = header[0];
    int majorVersion = header[1];
    if (type != HANDSHAKE_RECORD || (headerLength > 1 && majorVersion != 3)) {
      state = State.NONE;
    } else if (headerLength == RECORD_HEADER) {
      headerLength = 0;
      fragmentLeft = ((header[3] & 0xff) << 8) | (header[4] & 0xff);
      if (fragmentLeft == 0 || fragmentLeft > Records.LARGEST_FRAGMENT) {
        state = State.NONE; // RFC 8446 section 5.1 forbids empty handshake records
      }
    }
  }

  private void append(ByteBuf bytes, int at, int length) {
    int needed = messageLength + length;
    if (needed > message.length) {
      message = Arrays.copyOf(message, Math.max(needed, message.length * 2));
    }
    bytes.getBytes(at, message, messageLength, length);
    messageLength = needed;
  }

  private void checkMessage() {
    if (message[0] != CLIENT_HELLO) {
      state = State.NONE;
    } else if (messageLength >= MESSAGE_HEADER) {
      int length = ((message[1] & 0xff) << 16) | ((message[2] & 0xff) << 8) | (message[3] & 0xff);
      if (length > LARGEST_MESSAGE) {
        state = State.NONE;
      } else if (messageLength >= MESSAGE_HEADER + length) {
        hello = parse(ByteBuffer.wrap(message, MESSAGE_HEADER, length));
        state = hello == null ? State.NONE : State.FOUND;
        message = new byte[0];
      }
    }
  }

  private static @Nullable ClientHello parse(ByteBuffer body) {
    if (!skip(body, Short.BYTES + RANDOM_LENGTH)) {
      return null;
    }
    var sessionId = vector8(body);
    var cipherSuites = vector16(body);
    var compressions = vector8(body);
    if (sessionId == null || cipherSuites == null || compressions == null) {
      return null;
    }
    if (!body.hasRemaining()) {
      return new ClientHello(null, null); // before TLS 1.3, extensions were optional
    }
    var extensions = vector16(body);
    return extensions == null ? null : parseExtensions(extensions);
  }

  private static @Nullable ClientHello parseExtensions(ByteBuffer extensions) {
    List<String> serverNames = null;
    List<String> protocolNames = null;
    while (extensions.hasRemaining()) {
      if (extensions.remaining() < 2 * Short.BYTES) {
        return null;
      }
      int type = extensions.getShort() & 0xffff;
      var content = vector16(extensions);
      if (content == null) {
        return null;
      }
      if (type == SERVER_NAME) {
        serverNames = parseServerNames(content);
        if (serverNames == null) {
          return null;
        }
      } else if (type == ALPN) {
        protocolNames = parseProtocolNames(content);
        if (protocolNames == null) {
          return null;
        }
      }
    }
    return new ClientHello(serverNames, protocolNames);
  }

  private static @Nullable List<String> parseServerNames(ByteBuffer content) {
    var list = vector16(content);
    if (list == null) {
      return null;
    }
    var names = new ArrayList<String>(1);
    while (list.hasRemaining()) {
      int type = list.get();
      var name = vector16(list);
      if (name == null) {
        return null;
      }
      if (type == HOST_NAME) {
        names.add(text(name));
      }
    }
    return names;
  }

  private static @Nullable List<String> parseProtocolNames(ByteBuffer content) {
    var list = vector16(content);
    if (list == null) {
      return null;
    }
    var names = new ArrayList<String>();
    while (list.hasRemaining()) {
      var name = vector8(list);
      if (name == null || !name.hasRemaining()) {
        return null;
      }
      names.add(text(name));
    }
    return names;
  }

  private static String text(ByteBuffer bytes) {
    return StandardCharsets.ISO_8859_1.decode(bytes).toString();
  }

  private static boolean skip(ByteBuffer body, int length) {
    if (body.remaining() < length) {
      return false;
    }
    body.position(body.position() + length);
    return true;
  }

  private static @Nullable ByteBuffer vector8(ByteBuffer body) {
    return body.hasRemaining() ? take(body, body.get() & 0xff) : null;
  }

  private static @Nullable ByteBuffer vector16(ByteBuffer body) {
    return body.remaining() < Short.BYTES ? null : take(body, body.getShort() & 0xffff);
  }

  private static @Nullable ByteBuffer take(ByteBuffer body, int length) {
    if (body.remaining() < length) {
      return null;
    }
    var taken = body.slice(body.position(), length);
    body.position(body.position() + length);
    return taken;
  }
}
