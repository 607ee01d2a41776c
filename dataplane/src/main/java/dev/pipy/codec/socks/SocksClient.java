package dev.pipy.codec.socks;

import io.netty.buffer.ByteBuf;
import io.netty.util.NetUtil;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The client's side of a handshake of SOCKS 5 without authentication: says what to send, and reads
/// the answers. Takes no byte beyond the handshake, and holds 262 bytes at most.
public final class SocksClient {

  private static final int VERSION = 5;
  private static final int CONNECT = 1;
  private static final int HEAD = 5;

  private final byte[] request;
  private final ByteArrayOutputStream read = new ByteArrayOutputStream(16);
  private boolean isAsked;

  /// What has to happen next.
  public enum Progress {
    /// More bytes.
    MORE,
    /// Send the [#request].
    ASK,
    /// The tunnel stands.
    OPEN,
    /// The server wants another authentication.
    UNAUTHORIZED,
    /// The server does not connect.
    REFUSED,
    /// The server's address is of no known type.
    UNREADABLE,
    /// The server does not speak SOCKS 5.
    MALFORMED
  }

  private SocksClient(byte[] request) {
    this.request = request;
  }

  /// A handshake that asks for a target; null if the name is too long to be asked for.
  ///
  /// @param host a name or an address, without brackets
  public static @Nullable SocksClient to(String host, int port) {
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
    return new SocksClient(out.toByteArray());
  }

  /// What to send first.
  public byte[] greeting() {
    return new byte[] {VERSION, 1, 0};
  }

  /// What to send when the greeting was answered.
  public byte[] request() {
    isAsked = true;
    return request.clone();
  }

  /// Reads on; `bytes` stay the caller's.
  public Progress read(ByteBuf bytes) {
    while (bytes.isReadable()) {
      read.write(bytes.readByte());
      var progress = isAsked ? answer(read.toByteArray()) : method(read.toByteArray());
      if (progress != Progress.MORE) {
        read.reset();
        return progress;
      }
    }
    return Progress.MORE;
  }

  private static Progress method(byte[] octets) {
    if (octets[0] != VERSION) {
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
