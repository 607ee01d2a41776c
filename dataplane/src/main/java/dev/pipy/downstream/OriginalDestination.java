package dev.pipy.downstream;

import io.netty.channel.ChannelException;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.unix.RawUnixChannelOption;
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

  /// SO_ORIGINAL_DST of SOL_IP, a sockaddr_in (linux/netfilter_ipv4.h).
  private static final RawUnixChannelOption IPV4 =
      new RawUnixChannelOption("SO_ORIGINAL_DST", 0, 80, 16);

  /// IP6T_SO_ORIGINAL_DST of SOL_IPV6, a sockaddr_in6 (linux/netfilter_ipv6/ip6_tables.h).
  private static final RawUnixChannelOption IPV6 =
      new RawUnixChannelOption("IP6T_SO_ORIGINAL_DST", 41, 80, 28);

  private OriginalDestination() {}

  /// Null if the client is gone already.
  static @Nullable InetSocketAddress of(SocketChannel channel) {
    var local = channel.localAddress();
    boolean isIpv6 = local != null && local.getAddress() instanceof Inet6Address;
    try {
      var remembered = channel.config().getOption(isIpv6 ? IPV6 : IPV4);
      var destination = remembered == null ? null : parse(remembered);
      return destination == null ? local : destination;
    } catch (ChannelException notRedirected) {
      return local;
    }
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
