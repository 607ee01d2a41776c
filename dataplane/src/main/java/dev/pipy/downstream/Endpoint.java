package dev.pipy.downstream;

import dev.pipy.transport.Protocol;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;

/// What can be listened on. TCP and UDP have ports of their own: the same number in both is no
/// conflict.
///
/// @param address resolved; the port is 1 to 65535
public record Endpoint(Protocol protocol, InetSocketAddress address) {

  /// As people write it: `127.0.0.1:8000`, `[::1]:8000`, `127.0.0.1:53/udp`.
  @Override
  public String toString() {
    var text = NetUtil.toSocketAddressString(address);
    return protocol == Protocol.UDP ? text + "/udp" : text;
  }
}
