package dev.pipy.downstream;

import io.netty.channel.socket.SocketChannel;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Who is connected to whom: what scripts see as `__inbound`.
///
/// @param id counts connections from 1, unique in the process
/// @param remoteAddress numeric address of the client, IPv6 without brackets
/// @param remotePort port of the client
/// @param localAddress numeric address it connected to
/// @param localPort port it connected to
public record InboundAddresses(
    long id, String remoteAddress, int remotePort, String localAddress, int localPort) {

  private static final AtomicLong COUNTER = new AtomicLong();

  static InboundAddresses of(SocketChannel channel) {
    var remote = channel.remoteAddress();
    var local = channel.localAddress();
    return new InboundAddresses(
        COUNTER.incrementAndGet(), host(remote), port(remote), host(local), port(local));
  }

  // null when the client was gone before we looked
  private static String host(@Nullable InetSocketAddress address) {
    if (address == null) {
      return "";
    }
    var text = address.getAddress().getHostAddress();
    return address.getAddress() instanceof Inet6Address ? text.replaceFirst("%.*", "") : text;
  }

  private static int port(@Nullable InetSocketAddress address) {
    return address == null ? 0 : address.getPort();
  }
}
