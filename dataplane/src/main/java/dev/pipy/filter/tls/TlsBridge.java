package dev.pipy.filter.tls;

import dev.pipy.event.Event;
import dev.pipy.event.StreamError;
import dev.pipy.pipeline.CallFailure;
import dev.pipy.pipeline.Callback;
import dev.pipy.pipeline.Output;
import dev.pipy.pipeline.Pending;
import dev.pipy.pipeline.Stage;
import dev.pipy.tls.TlsContext;
import dev.pipy.tls.TlsContexts;
import dev.pipy.tls.TlsFailures;
import dev.pipy.tls.TlsSettings;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.Collections;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What both filters do with their connection: events in and out at either end, and what scripts
/// and the log are told of its handshake and its end. Confined to a worker.
final class TlsBridge implements TlsConnection.Ends {

  private static final Logger LOG = LoggerFactory.getLogger("pipy.tls");

  /// What the filter's definition says of both sides alike.
  ///
  /// @param handshakeLimit longest time until the handshake is done
  /// @param onHandshake called once it is
  record Settings(
      TlsContexts contexts,
      TlsSettings.Side side,
      Duration handshakeLimit,
      @Nullable Callback onHandshake) {}

  /// Makes an engine of a context; throws IllegalArgumentException if it cannot.
  @FunctionalInterface
  interface EngineSource {
    SSLEngine of(TlsContext context);
  }

  private final Stage stage;
  private final Settings settings;
  private final Output encrypted;
  private final Output clear;
  private final TlsConnection connection;
  private @Nullable String serverName;

  /// @param encrypted takes over what is for the peer
  /// @param clear takes over what came from the peer
  TlsBridge(Stage stage, Settings settings, Output encrypted, Output clear) {
    this.stage = stage;
    this.settings = settings;
    this.encrypted = encrypted;
    this.clear = clear;
    this.connection =
        new TlsConnection(stage, settings.contexts.blocking(), settings.handshakeLimit, this);
  }

  /// Says which server the client asks for, for whoever is told.
  void serverName(@Nullable String name) {
    serverName = name;
  }

  /// Whether nothing more goes either way.
  boolean isEnded() {
    return connection.isEnded();
  }

  /// Takes over an event of the peer.
  void receive(Event event) {
    switch (event) {
      case Event.Data(ByteBuf bytes) -> connection.receive(bytes);
      case Event.StreamEnd(StreamError error) -> connection.receiveEnd(error);
      case Event.MessageStart _, Event.MessageEnd _ -> {}
    }
  }

  /// Takes over a clear event for the peer.
  void send(Event event) {
    switch (event) {
      case Event.Data(ByteBuf bytes) -> connection.send(bytes);
      case Event.StreamEnd(StreamError error) -> connection.sendEnd(error);
      case Event.MessageStart _, Event.MessageEnd _ -> {}
    }
  }

  /// Begins the handshake.
  void start(TlsContext context, EngineSource engines) {
    try {
      connection.start(engines.of(context));
    } catch (IllegalArgumentException invalid) {
      fail(StreamError.UNAUTHORIZED, "sni: " + serverName + " (expected: a host name)");
    }
  }

  /// Begins the handshake, once there is a context.
  void start(TlsSettings tls, EngineSource engines) {
    var found = settings.contexts.find(tls);
    if (found.isDone() && !found.isCompletedExceptionally()) {
      start(found.join(), engines);
      return;
    }
    found.whenComplete((context, failure) ->
        stage
            .worker()
            .loop()
            .execute(() ->
                stage.guard(() -> {
                  if (isEnded()) {
                    return;
                  }
                  if (failure == null) {
                    start(context, engines);
                  } else {
                    fail(StreamError.UNAUTHORIZED, TlsFailures.explain(failure));
                  }
                })));
  }

  /// Goes on with what a function returned, at once or when its promise is settled.
  void orLater(@Nullable Object result, Consumer<@Nullable Object> then) {
    if (!(result instanceof Pending pending)) {
      then.accept(result);
      return;
    }
    pending.whenSettled(
        value -> stage.guard(() -> attempt(() -> then.accept(value))),
        _ -> stage.guard(this::scriptFailed));
  }

  /// Runs what may call functions. The connection owns the bytes by now, so it is the connection
  /// that fails with a function.
  void attempt(Runnable work) {
    try {
      if (!isEnded()) {
        work.run();
      }
    } catch (CallFailure reported) {
      scriptFailed();
    }
  }

  private void scriptFailed() {
    fail(StreamError.RUNTIME_ERROR, "script failed");
  }

  /// Ends the connection for a reason that the peer is not told, or was told already.
  void fail(StreamError error, String why) {
    connection.fail(error, why);
  }

  /// Gives everything back.
  void close() {
    connection.close();
  }

  @Override
  public void toPeer(ByteBuf bytes) {
    encrypted.emit(new Event.Data(bytes));
  }

  @Override
  public void peerEnd(@Nullable StreamError error) {
    encrypted.emit(Event.StreamEnd.of(error));
  }

  @Override
  public void established(String protocol) {
    var context = stage.context();
    switch (settings.side) {
      case SERVER -> context.downstreamProtocol(protocol);
      case CLIENT -> context.upstreamProtocol(protocol);
    }
    var onHandshake = settings.onHandshake;
    if (onHandshake != null) {
      attempt(() ->
          onHandshake.run(
              context, Collections.singletonMap("alpn", protocol.isEmpty() ? null : protocol)));
    }
    if (!isEnded()) {
      clear.emit(new Event.Data(Unpooled.EMPTY_BUFFER));
    }
  }

  @Override
  public void fromPeer(ByteBuf bytes) {
    clear.emit(new Event.Data(bytes));
  }

  @Override
  public void fromPeerEnd(@Nullable StreamError error) {
    clear.emit(Event.StreamEnd.of(error));
  }

  @Override
  public void failed(StreamError error, String why) {
    LOG.atWarn()
        .addKeyValue("at", stage.location())
        .addKeyValue("serverName", serverName)
        .addKeyValue("error", error.code())
        .addKeyValue("cause", why)
        .log(
            switch (settings.side) {
              case SERVER -> "TLS with a client failed";
              case CLIENT -> "TLS with a server failed";
            });
  }
}
