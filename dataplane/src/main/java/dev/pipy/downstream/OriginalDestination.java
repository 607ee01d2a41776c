package dev.pipy.downstream;

import dev.pipy.transport.TcpSocket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/// Where a client meant to go whose connection Linux has redirected: with NAT (REDIRECT, DNAT) the
/// system remembers it, with TPROXY it is the address of our end.
final class OriginalDestination {

  /// SOL_IP and SOL_IPV6 of setsockopt(2).
  private static final int IP = 0;

  private static final int IPV6 = 41;

  /// SO_ORIGINAL_DST of linux/netfilter_ipv4.h, and IP6T_SO_ORIGINAL_DST of
  /// linux/netfilter_ipv6/ip6_tables.h.
  private static final int ORIGINAL = 80;

  private static final int SOCKADDR_IN = 16;
  private static final int SOCKADDR_IN6 = 28;

  private OriginalDestination() {}

  /// Null if the client is gone already.
  static @Nullable InetSocketAddress of(TcpSocket socket) {
    var local = socket.localAddress();
    boolean isIpv6 = local != null && local.getAddress() instanceof Inet6Address;
    var remembered =
        isIpv6
            ? socket.option(IPV6, ORIGINAL, SOCKADDR_IN6)
            : socket.option(IP, ORIGINAL, SOCKADDR_IN);
    var destination = remembered == null ? null : parse(remembered);
    return destination == null ? local : destination;
  }

  /// Reads a sockaddr_in or sockaddr_in6; null if it is neither.
  static @Nullable InetSocketAddress parse(ByteBuffer bytes) {
    var all = bytes.duplicate().order(ByteOrder.BIG_ENDIAN);
    int family = bytes.duplicate().order(ByteOrder.nativeOrder()).getShort(0);
    int port = Short.toUnsignedInt(all.getShort(2));
    var address =
        switch (family) {
          case 2 -> new byte[4];
          case 10 -> new byte[16];
          default -> null;
        };
    if (address == null) {
      return null;
    }
    // an IPv6 address stands behind its flow
    all.get(address.length == 4 ? 4 : 8, address);
    try {
      return new InetSocketAddress(InetAddress.getByAddress(address), port);
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
