package dev.pipy.codec.proxyprotocol;

import org.jspecify.annotations.Nullable;

/// What a PROXY header says: who was connected to whom before the proxy that sent it.
///
/// @param version 1 or 2
/// @param isLocal whether the proxy speaks for itself, as in a health check; version 2 only
/// @param source null if it is not said
/// @param target null if it is not said
public record ProxyHeader(
    int version, boolean isLocal, Protocol protocol, @Nullable Peer source, @Nullable Peer target) {

  /// One end of a connection.
  ///
  /// @param address numeric, IPv6 without brackets; the path of a UNIX socket
  /// @param port 0 to 65535; 0 for a UNIX socket
  public record Peer(String address, int port) {}

  /// What was spoken between the two, with its code in version 2.
  public enum Protocol {
    /// Not said.
    UNKNOWN(0x00, 0),
    /// TCP over IPv4.
    TCP4(0x11, 4),
    /// UDP over IPv4.
    UDP4(0x12, 4),
    /// TCP over IPv6.
    TCP6(0x21, 16),
    /// UDP over IPv6.
    UDP6(0x22, 16),
    /// A stream between UNIX sockets.
    UNIX(0x31, 108),
    /// Datagrams between UNIX sockets.
    UNIX_DGRAM(0x32, 108);

    private final int code;
    private final int addressSize;

    Protocol(int code, int addressSize) {
      this.code = code;
      this.addressSize = addressSize;
    }

    int code() {
      return code;
    }

    /// Bytes of one address.
    int addressSize() {
      return addressSize;
    }

    /// Whether an address goes with a port.
    public boolean hasPorts() {
      return this != UNKNOWN && !isUnix();
    }

    boolean isUnix() {
      return this == UNIX || this == UNIX_DGRAM;
    }

    /// Whether version 1 can say it.
    boolean isInVersion1() {
      return this == TCP4 || this == TCP6 || this == UNKNOWN;
    }

    /// Bytes of both addresses and ports.
    int blockSize() {
      return 2 * (addressSize + (hasPorts() ? 2 : 0));
    }
  }
}
