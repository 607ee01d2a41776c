package dev.pipy.codec.socks;

import io.netty.buffer.ByteBuf;
import io.netty.util.NetUtil;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The client's side of a handshake of SOCKS 5, with a name and a password (RFC 1929) or without:
/// says what to send, and reads the answers. Takes no byte beyond the handshake, and holds 262
/// bytes at most.
///
/// ```text
/// GREETING --no password--> REQUEST --granted--> (open)
///     '--password--> AUTHENTICATION --good--^
/// ```
public final class SocksClient {

  private static final int VERSION = 5;
  private static final int CONNECT = 1;
  private static final int HEAD = 5;
  private static final int NO_AUTHENTICATION = 0;
  private static final int PASSWORD = 2;
  private static final int PASSWORD_VERSION = 1;

  private final byte[] request;
  private final @Nullable SocksCredentials credentials;
  private final ByteArrayOutputStream read = new ByteArrayOutputStream(16);
  private Sent sent = Sent.GREETING;

  /// What the next answer is for.
  private enum Sent {
    GREETING,
    AUTHENTICATION,
    REQUEST
  }

  /// What has to happen next.
  public enum Progress {
    /// More bytes.
    MORE,
    /// Send the [#authentication].
    AUTHENTICATE,
    /// Send the [#request].
    ASK,
    /// The tunnel stands.
    OPEN,
    /// The server wants another authentication, or does not take this one.
    UNAUTHORIZED,
    /// The server does not connect.
    REFUSED,
    /// The server's address is of no known type.
    UNREADABLE,
    /// The server does not speak SOCKS 5.
    MALFORMED
  }

  private SocksClient(byte[] request, @Nullable SocksCredentials credentials) {
    this.request = request;
    this.credentials = credentials;
  }

  /// A handshake that asks for a target; null if the name is too long to be asked for.
  ///
  /// @param host a name or an address, without brackets
  /// @param credentials said only to a server that wants them; null for none
  public static @Nullable SocksClient to(
      String host, int port, @Nullable SocksCredentials credentials) {
    var out = new ByteArrayOutputStream();
    out.write(VERSION);
    out.write(CONNECT);
    out.write(0);
    byte[] address = NetUtil.createByteArrayFromIpAddressString(host);
    if (address == null) {
      byte[] name = host.getBytes(StandardCharsets.UTF_8);
      if (name.length == 0 || name.length > SocksAddress.LONGEST_NAME) {
        return null;
      }
      out.write(SocksAddress.DOMAIN);
      out.write(name.length);
      out.writeBytes(name);
    } else {
      out.write(address.length == 4 ? SocksAddress.IPV4 : SocksAddress.IPV6);
      out.writeBytes(address);
    }
    out.write(port >> 8);
    out.write(port);
    return new SocksClient(out.toByteArray(), credentials);
  }

  /// What to send first.
  public byte[] greeting() {
    return credentials == null
        ? new byte[] {VERSION, 1, NO_AUTHENTICATION}
        : new byte[] {VERSION, 2, NO_AUTHENTICATION, PASSWORD};
  }

  /// What to send to a server that wants to know who asks; requires AUTHENTICATE.
  public byte[] authentication() {
    sent = Sent.AUTHENTICATION;
    return Objects.requireNonNull(credentials).request();
  }

  /// What to send when the server is ready for it; requires ASK.
  public byte[] request() {
    sent = Sent.REQUEST;
    return request.clone();
  }

  /// Reads on; `bytes` stay the caller's.
  public Progress read(ByteBuf bytes) {
    while (bytes.isReadable()) {
      read.write(bytes.readByte());
      byte[] octets = read.toByteArray();
      var progress =
          switch (sent) {
            case GREETING -> method(octets);
            case AUTHENTICATION -> verdict(octets);
            case REQUEST -> answer(octets);
          };
      if (progress != Progress.MORE) {
        read.reset();
        return progress;
      }
    }
    return Progress.MORE;
  }

  private Progress method(byte[] octets) {
    if (octets[0] != VERSION) {
      return Progress.MALFORMED;
    }
    if (octets.length < 2) {
      return Progress.MORE;
    }
    return switch (octets[1]) {
      case NO_AUTHENTICATION -> Progress.ASK;
      case PASSWORD -> credentials == null ? Progress.UNAUTHORIZED : Progress.AUTHENTICATE;
      default -> Progress.UNAUTHORIZED;
    };
  }

  /// Version, 0 for a password that is good.
  private static Progress verdict(byte[] octets) {
    if (octets[0] != PASSWORD_VERSION) {
      return Progress.MALFORMED;
    }
    if (octets.length < 2) {
      return Progress.MORE;
    }
    return octets[1] == 0 ? Progress.ASK : Progress.UNAUTHORIZED;
  }

  private static Progress answer(byte[] octets) {
    if (octets[0] != VERSION) {
      return Progress.MALFORMED;
    }
    if (octets.length >= 2 && octets[1] != 0) {
      return Progress.REFUSED;
    }
    if (octets.length < HEAD) {
      return Progress.MORE;
    }
    int length =
        switch (octets[3]) {
          case SocksAddress.IPV4 -> 4;
          case SocksAddress.IPV6 -> 16;
          case SocksAddress.DOMAIN -> 1 + (octets[4] & 0xff);
          default -> -1;
        };
    if (length < 0) {
      return Progress.UNREADABLE;
    }
    return octets.length < 4 + length + 2 ? Progress.MORE : Progress.OPEN;
  }
}
