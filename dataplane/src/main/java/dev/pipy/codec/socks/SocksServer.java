package dev.pipy.codec.socks;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The server's side of a handshake: reads what the client sends, and says what to answer. Takes no
/// byte beyond the handshake, and holds 600 bytes at most.
///
/// ```text
///           4                                 user id, name read
///   VERSION --> V4_REQUEST --------------------------------------> ASKING
///      | 5             no password       request read                 ^
///      '--> V5_METHODS ------------> V5_REQUEST -----------------------'
///                 '--> V5_PASSWORD --> CHECKING --good--> V5_REQUEST
/// ```
public final class SocksServer {

  private static final int VERSION_4 = 4;
  private static final int VERSION_5 = 5;
  private static final int CONNECT = 1;
  private static final int NO_AUTHENTICATION = 0;
  private static final int PASSWORD = 2;
  private static final int NO_METHOD = 0xff;
  private static final int PASSWORD_VERSION = 1;

  private static final int V4_GRANTED = 0x5a;
  private static final int V4_REJECTED = 0x5b;
  private static final int V5_SUCCEEDED = 0;
  private static final int V5_FAILED = 1;
  private static final int V5_NOT_ALLOWED = 2;
  private static final int V5_NO_SUCH_COMMAND = 7;
  private static final int V5_NO_SUCH_ADDRESS = 8;

  private static final int V4_HEAD = 8;
  private static final int LONGEST_TEXT = 255;

  private final boolean wantsPassword;
  private final ByteArrayOutputStream read = new ByteArrayOutputStream(32);
  private State state = State.VERSION;
  private @Nullable String user;
  private @Nullable String password;
  private @Nullable SocksRequest request;
  private byte @Nullable [] reply;

  private enum State {
    VERSION,
    V4_REQUEST,
    V5_METHODS,
    V5_PASSWORD,
    CHECKING,
    V5_REQUEST,
    ASKING,
    OVER
  }

  /// What has to happen next. If there is a [#takeReply], it has to be sent first.
  public enum Progress {
    /// More bytes.
    MORE,
    /// [#user] and [#password] have to be checked.
    CHECK,
    /// The [#request] has to be decided on.
    ASK,
    /// The client was refused by [#takeReply]; the end.
    REFUSED,
    /// The client does not speak SOCKS; there is nothing to answer.
    MALFORMED
  }

  /// A handshake.
  ///
  /// @param wantsPassword whether a client has to say a name and a password (RFC 1929), so that
  ///   those of SOCKS 4, which has none, are refused
  public SocksServer(boolean wantsPassword) {
    this.wantsPassword = wantsPassword;
  }

  /// Reads on; `bytes` stay the caller's.
  public Progress read(ByteBuf bytes) {
    while (bytes.isReadable()) {
      int octet = bytes.readUnsignedByte();
      read.write(octet);
      var progress =
          switch (state) {
            case VERSION -> version(octet);
            case V4_REQUEST -> version4(read.toByteArray());
            case V5_METHODS -> methods(read.toByteArray());
            case V5_PASSWORD -> password(read.toByteArray());
            case V5_REQUEST -> version5(read.toByteArray());
            case CHECKING, ASKING, OVER -> throw new IllegalStateException("reads in " + state);
          };
      if (progress != Progress.MORE || reply != null) {
        return progress;
      }
    }
    return Progress.MORE;
  }

  private Progress version(int octet) {
    switch (octet) {
      case VERSION_4 -> state = State.V4_REQUEST;
      case VERSION_5 -> state = State.V5_METHODS;
      default -> {
        return malformed();
      }
    }
    return Progress.MORE;
  }

  /// Version, command, port, address, user id, 0; with an address of 0.0.0.x a name and 0 (4a).
  private Progress version4(byte[] octets) {
    if (octets.length < V4_HEAD) {
      return Progress.MORE;
    }
    if (octets[1] != CONNECT || wantsPassword) {
      return refuse4();
    }
    int userEnd = indexOfZero(octets, V4_HEAD);
    if (userEnd < 0) {
      return octets.length - V4_HEAD > LONGEST_TEXT ? refuse4() : Progress.MORE;
    }
    byte[] address = Arrays.copyOfRange(octets, 4, V4_HEAD);
    var host = SocksAddress.text(address);
    boolean isNamed = address[0] == 0 && address[1] == 0 && address[2] == 0 && address[3] != 0;
    if (isNamed) {
      int nameEnd = indexOfZero(octets, userEnd + 1);
      if (nameEnd < 0) {
        return octets.length - userEnd - 1 > LONGEST_TEXT ? refuse4() : Progress.MORE;
      }
      var name = SocksAddress.name(Arrays.copyOfRange(octets, userEnd + 1, nameEnd));
      if (name == null) {
        return refuse4();
      }
      host = name;
    }
    return ask(new SocksRequest(host, port(octets, 2), text(octets, V4_HEAD, userEnd)));
  }

  private Progress refuse4() {
    return refuse(reply4(V4_REJECTED));
  }

  private static int indexOfZero(byte[] octets, int from) {
    for (int i = from; i < octets.length; i++) {
      if (octets[i] == 0) {
        return i;
      }
    }
    return -1;
  }

  /// Version, count, methods.
  private Progress methods(byte[] octets) {
    if (octets.length < 2 || octets.length < 2 + (octets[1] & 0xff)) {
      return Progress.MORE;
    }
    int wanted = wantsPassword ? PASSWORD : NO_AUTHENTICATION;
    for (int i = 2; i < octets.length; i++) {
      if (octets[i] == wanted) {
        reply = new byte[] {VERSION_5, (byte) wanted};
        expect(wantsPassword ? State.V5_PASSWORD : State.V5_REQUEST);
        return Progress.MORE;
      }
    }
    return refuse(new byte[] {VERSION_5, (byte) NO_METHOD});
  }

  /// Version, length, name, length, password.
  private Progress password(byte[] octets) {
    if (octets[0] != PASSWORD_VERSION) {
      return malformed();
    }
    int nameEnd = octets.length < 2 ? Integer.MAX_VALUE : 2 + (octets[1] & 0xff);
    if (octets.length <= nameEnd || octets.length < nameEnd + 1 + (octets[nameEnd] & 0xff)) {
      return Progress.MORE;
    }
    user = text(octets, 2, nameEnd);
    password = text(octets, nameEnd + 1, octets.length);
    expect(State.CHECKING);
    return Progress.CHECK;
  }

  /// Version, command, 0, type, address, port.
  private Progress version5(byte[] octets) {
    if (octets[0] != VERSION_5) {
      return refuse5(V5_FAILED);
    }
    if (octets.length < 5) {
      return Progress.MORE;
    }
    if (octets[1] != CONNECT) {
      return refuse5(V5_NO_SUCH_COMMAND);
    }
    int start = octets[3] == SocksAddress.DOMAIN ? 5 : 4;
    int length =
        switch (octets[3]) {
          case SocksAddress.IPV4 -> 4;
          case SocksAddress.IPV6 -> 16;
          case SocksAddress.DOMAIN -> octets[4] & 0xff;
          default -> -1;
        };
    if (length < 0) {
      return refuse5(V5_NO_SUCH_ADDRESS);
    }
    if (octets.length < start + length + 2) {
      return Progress.MORE;
    }
    byte[] address = Arrays.copyOfRange(octets, start, start + length);
    var host = start == 5 ? SocksAddress.name(address) : SocksAddress.text(address);
    return host == null
        ? refuse5(V5_FAILED)
        : ask(new SocksRequest(host, port(octets, start + length), user));
  }

  private Progress refuse5(int code) {
    return refuse(reply5(code));
  }

  private Progress ask(SocksRequest wanted) {
    state = State.ASKING;
    request = wanted;
    return Progress.ASK;
  }

  private Progress refuse(byte[] answer) {
    state = State.OVER;
    reply = answer;
    return Progress.REFUSED;
  }

  private Progress malformed() {
    state = State.OVER;
    return Progress.MALFORMED;
  }

  private void expect(State next) {
    state = next;
    read.reset();
  }

  /// The name that the client said; requires CHECK.
  public String user() {
    return Objects.requireNonNull(user);
  }

  /// The password that the client said; requires CHECK.
  public String password() {
    return Objects.requireNonNull(password);
  }

  /// What the client wants; requires ASK.
  public SocksRequest request() {
    return Objects.requireNonNull(request);
  }

  /// Decides on name and password after CHECK; there is something to send then.
  public void checked(boolean isGood) {
    password = null;
    state = isGood ? State.V5_REQUEST : State.OVER;
    reply = new byte[] {PASSWORD_VERSION, (byte) (isGood ? 0 : 1)};
  }

  /// Decides on the request after ASK; there is something to send then. We tell nobody from where
  /// we connect.
  public void answered(boolean isGranted) {
    state = State.OVER;
    boolean is4 = read.toByteArray()[0] == VERSION_4;
    reply =
        is4
            ? reply4(isGranted ? V4_GRANTED : V4_REJECTED)
            : reply5(isGranted ? V5_SUCCEEDED : V5_NOT_ALLOWED);
  }

  private static byte[] reply4(int code) {
    return new byte[] {0, (byte) code, 0, 0, 0, 0, 0, 0};
  }

  private static byte[] reply5(int code) {
    return new byte[] {VERSION_5, (byte) code, 0, SocksAddress.IPV4, 0, 0, 0, 0, 0, 0};
  }

  /// What to send now, once; null if nothing.
  public byte @Nullable [] takeReply() {
    var taken = reply;
    reply = null;
    return taken;
  }

  private static int port(byte[] octets, int at) {
    return (octets[at] & 0xff) << 8 | (octets[at + 1] & 0xff);
  }

  private static String text(byte[] octets, int from, int to) {
    return new String(octets, from, to - from, StandardCharsets.UTF_8);
  }
}
