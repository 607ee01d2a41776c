package dev.pipy.pipeline;

import dev.pipy.telemetry.ListenerCounts;
import dev.pipy.telemetry.UpstreamCounts;
import org.jspecify.annotations.Nullable;

/// The variables that a stream's callbacks see: those of all modules of the program. Shared between
/// the pipelines that a stream passes through, or copied where the streams part. Confined to a
/// worker.
///
/// Beside the variables it carries what TLS settled with the two ends of the stream (ALPN, RFC
/// 7301), for filters that speak one protocol or another.
public interface StreamContext {

  /// An independent context with the present values; objects in it stay shared. What was settled
  /// with the client is copied, what was settled with a peer is not: a copy has a peer of its own.
  StreamContext copy();

  /// The client whose connection the stream began with, and all that are copies of its context;
  /// null if no connection did.
  default @Nullable InboundAddresses client() {
    return null;
  }

  /// Whether scripts want to know how large messages were on the wire.
  default boolean keepsSizes() {
    return false;
  }

  /// Tells of changes to the variables of this context and of all that are copies of the same one.
  ContextChanges changes();

  /// The client's connection, as scripts see it in `__inbound`; null if none began the stream.
  default @Nullable Object inbound() {
    return null;
  }

  /// Where what the stream's client does is counted; the same in all copies.
  ListenerCounts listenerCounts();

  /// Where what the stream's peer does is counted; null while `connect` has not opened. A copy has
  /// a peer of its own.
  @Nullable UpstreamCounts upstreamCounts();

  /// Notes who the peer is.
  void upstreamCounts(UpstreamCounts counts);

  /// The protocol settled with the client, such as "h2"; empty if TLS settled none; null while
  /// there is no TLS. Set by `acceptTLS` before the first event enters its pipeline.
  @Nullable String downstreamProtocol();

  /// Notes what was settled with the client.
  void downstreamProtocol(String protocol);

  /// The protocol settled with the peer, such as "h2"; empty if TLS settled none; null while there
  /// is no TLS, or its handshake goes on. Set by `connectTLS` before it emits the empty Data that
  /// tells of the end of its handshake.
  @Nullable String upstreamProtocol();

  /// Notes what was settled with the peer.
  void upstreamProtocol(String protocol);
}
