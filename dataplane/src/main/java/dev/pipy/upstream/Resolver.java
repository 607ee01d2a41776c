package dev.pipy.upstream;

import dev.pipy.event.StreamError;
import dev.pipy.worker.Worker;
import dev.pipy.worker.WorkerGroup;
import io.netty.resolver.ResolvedAddressTypes;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsServerAddressStreamProvider;
import io.netty.resolver.dns.DnsServerAddressStreamProviders;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Consumer;

/// Host names to addresses without blocking a loop: the hosts file, then DNS with a cache that
/// obeys times to live. One per process; called on workers.
public final class Resolver implements AutoCloseable {

  private static final int QUERY_TIMEOUT_MILLIS = 5000;
  private static final int LONGEST_CACHE_SECONDS = 300;
  private static final int NEGATIVE_CACHE_SECONDS = 1;

  private final DnsAddressResolverGroup group;

  /// A resolver with the system's name servers.
  public Resolver(WorkerGroup workers) {
    this(workers, DnsServerAddressStreamProviders.platformDefault());
  }

  /// A resolver with other name servers.
  Resolver(WorkerGroup workers, DnsServerAddressStreamProvider nameServers) {
    group =
        new DnsAddressResolverGroup(
            new DnsNameResolverBuilder()
                .datagramChannelType(workers.datagramChannel())
                .socketChannelType(workers.socketChannel())
                .resolvedAddressTypes(ResolvedAddressTypes.IPV4_PREFERRED)
                .nameServerProvider(nameServers)
                .queryTimeoutMillis(QUERY_TIMEOUT_MILLIS)
                .ttl(0, LONGEST_CACHE_SECONDS)
                .negativeTtl(NEGATIVE_CACHE_SECONDS));
  }

  /// Finds all addresses of a target and gives them to `onAddresses`, or the error to `onFailure`;
  /// on the worker, now or later.
  public void resolve(
      Worker worker,
      Target target,
      Consumer<List<InetSocketAddress>> onAddresses,
      Consumer<StreamError> onFailure) {
    var literal = target.literal();
    if (literal != null) {
      onAddresses.accept(List.of(literal));
      return;
    }
    var unresolved = InetSocketAddress.createUnresolved(target.host(), target.port());
    group
        .getResolver(worker.loop())
        .resolveAll(unresolved)
        .addListener((Future<List<InetSocketAddress>> found) -> {
          if (found.isSuccess() && !found.getNow().isEmpty()) {
            onAddresses.accept(found.getNow());
          } else {
            onFailure.accept(StreamError.CANNOT_RESOLVE);
          }
        });
  }

  @Override
  public void close() {
    group.close();
  }
}
