package dev.pipy.pipeline;

import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Who is connected to whom: what scripts see as `__inbound`. Most clients come and go without
/// anybody asking, so the system is asked for our end, and addresses become text, only then.
/// Confined to the client's worker.
public final class InboundAddresses {

  private final long id;
  private final Supplier<@Nullable InetSocketAddress> localSource;
  private final @Nullable InetSocketAddress remote;
  private final @Nullable InetSocketAddress destination;
  private @Nullable InetSocketAddress local;
  private boolean isLocalKnown;

  /// An address is null when the client was gone before we looked.
  ///
  /// @param id counts connections from 1, unique in the process
  /// @param localSource where the client connected to; asked once, at the first use
  /// @param remote the client's end
  /// @param destination what the client meant, if its connection may have been redirected here and
  ///   that was asked
  public InboundAddresses(
      long id,
      Supplier<@Nullable InetSocketAddress> localSource,
      @Nullable InetSocketAddress remote,
      @Nullable InetSocketAddress destination) {
    this.id = id;
    this.localSource = localSource;
    this.remote = remote;
    this.destination = destination;
  }

  /// Counts connections from 1, unique in the process.
  public long id() {
    return id;
  }

  /// Asks for our end while the connection stands, for whoever may want it later.
  public void keepLocal() {
    if (!isLocalKnown) {
      isLocalKnown = true;
      local = localSource.get();
    }
  }

  private @Nullable InetSocketAddress local() {
    keepLocal();
    return local;
  }

  /// Numeric address the client connected to, IPv6 without brackets; empty if the client was gone
  /// before we looked.
  public String localAddress() {
    return host(local());
  }

  /// Port it connected to; 0 likewise.
  public int localPort() {
    return port(local());
  }

  /// Numeric address of the client, IPv6 without brackets.
  public String remoteAddress() {
    return host(remote);
  }

  /// Port of the client.
  public int remotePort() {
    return port(remote);
  }

  /// Numeric address that the client meant; empty if that was not asked.
  public String destinationAddress() {
    return host(destination);
  }

  /// Port that it meant; 0 likewise.
  public int destinationPort() {
    return port(destination);
  }

  private static String host(@Nullable InetSocketAddress address) {
    return address == null ? "" : NetUtil.toAddressString(address.getAddress());
  }

  private static int port(@Nullable InetSocketAddress address) {
    return address == null ? 0 : address.getPort();
  }
}
