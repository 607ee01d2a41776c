package dev.pipy.filter.tls;

import dev.pipy.event.Event;
import dev.pipy.event.StreamError;
import dev.pipy.filter.spec.UnusableResult;
import dev.pipy.pipeline.CallFailure;
import dev.pipy.pipeline.Callback;
import dev.pipy.pipeline.FailureLog;
import dev.pipy.pipeline.Output;
import dev.pipy.pipeline.Pending;
import dev.pipy.pipeline.Stage;
import dev.pipy.telemetry.HandshakeCounts;
import dev.pipy.tls.CertificateChain;
import dev.pipy.tls.PeerCheck;
import dev.pipy.tls.TlsContext;
import dev.pipy.tls.TlsContexts;
import dev.pipy.tls.TlsFailures;
import dev.pipy.tls.TlsSettings;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// What both filters do with their connection: events in and out at either end, and what scripts
/// and the log are told of its handshake and its end. Confined to a worker.
final class TlsBridge implements TlsConnection.Ends {

  /// What the filter's definition says of both sides alike.
  ///
  /// @param handshakeLimit longest time until the handshake is done
  /// @param onHandshake called once it is
  /// @param onState called when the connection begins, stands and ends
  /// @param verifier decides on the peer's certificates; null if the engine does
  record Settings(
      TlsContexts contexts,
      TlsSettings.Side side,
      Duration handshakeLimit,
      FailureLog failures,
      @Nullable Callback onHandshake,
      @Nullable Callback onState,
      @Nullable Verifier verifier) {}

  /// Checks certificates, and asks a function what to make of that.
  record Verifier(PeerCheck check, Callback function) {}

  /// Makes an engine of a context; throws IllegalArgumentException if it cannot.
  @FunctionalInterface
  interface EngineSource {
    SSLEngine of(TlsContext context);
  }

  private final Stage stage;
  private final Settings settings;
  private final Output encrypted;
  private final Output clear;
  private final HandshakeCounts counts;
  private final long beganAt;
  private final TlsConnection connection;
  private boolean isHandshakeCounted;
  private StreamError goneError = StreamError.CONNECTION_CANCELED;
  private @Nullable String serverName;
  private @Nullable CertificateChain peer;
  private String protocol = "";
  private List<PeerCheck.Finding> findings = List.of();
  private boolean isClosedTold;

  /// @param encrypted takes over what is for the peer
  /// @param clear takes over what came from the peer
  TlsBridge(Stage stage, Settings settings, Output encrypted, Output clear) {
    this.stage = stage;
    this.settings = settings;
    this.encrypted = encrypted;
    this.clear = clear;
    var listener = stage.context().listenerCounts();
    this.counts =
        switch (settings.side) {
          case SERVER -> listener.acceptedTls();
          case CLIENT -> listener.connectedTls();
        };
    this.beganAt = stage.worker().nanoTime();
    this.connection =
        new TlsConnection(stage, settings.contexts.blocking(), settings.handshakeLimit, this);
  }

  /// What tells the log of handshakes and connections that failed.
  static FailureLog failureLog(Level level, String message) {
    return new FailureLog(LoggerFactory.getLogger("pipy.tls"), level, message, "serverName");
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
      case Event.StreamEnd(StreamError error) -> {
        if (error != null) {
          goneError = error;
        }
        connection.receiveEnd(error);
      }
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
    tell("handshake", null);
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
  public @Nullable Runnable verification(List<X509Certificate> chain) {
    peer = chain.isEmpty() ? null : CertificateChain.of(chain.getFirst());
    var verifier = settings.verifier;
    var name = settings.side == TlsSettings.Side.CLIENT ? serverName : null;
    return verifier == null ? null : () -> findings = verifier.check.check(chain, name);
  }

  @Override
  public boolean accepts() {
    var verifier = settings.verifier;
    if (verifier != null && findings.isEmpty()) {
      fail(StreamError.UNAUTHORIZED, "the peer has no certificate");
    } else if (verifier != null) {
      attempt(() -> ask(verifier.function));
    }
    return !isEnded();
  }

  private void ask(Callback function) {
    for (var finding : findings) {
      var answer = function.call(stage.context(), finding.isOk(), finding.certificate());
      if (!(answer instanceof Boolean isAccepted)) {
        throw UnusableResult.report(stage, answer, "true or false");
      }
      if (!isAccepted) {
        fail(StreamError.UNAUTHORIZED, "verify refuses the " + finding.certificate());
        return;
      }
    }
  }

  @Override
  public void established(String settled) {
    protocol = settled;
    isHandshakeCounted = true;
    counts.done(stage.worker().nanoTime() - beganAt);
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
    tell("connected", null);
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
    countFailure(error);
    settings.failures.report(stage, serverName, error, why);
    tell("closed", why);
  }

  @Override
  public void ended() {
    countFailure(goneError); // if nobody has said before what was wrong
    tell("closed", null);
  }

  private void countFailure(StreamError error) {
    if (!isHandshakeCounted) {
      isHandshakeCounted = true;
      counts.failed(error);
    }
  }

  /// Tells the script how far the connection is.
  private void tell(String state, @Nullable String error) {
    var onState = settings.onState;
    boolean isClosed = state.equals("closed");
    if (onState == null || isClosedTold) {
      return;
    }
    isClosedTold = isClosed;
    var session = new HashMap<String, @Nullable Object>();
    session.put("state", state);
    session.put("error", error);
    session.put("protocol", protocol.isEmpty() ? null : protocol);
    session.put("hostname", serverName);
    session.put("peer", peer);
    try {
      onState.run(stage.context(), session);
    } catch (CallFailure reported) {
      if (!isClosed) {
        scriptFailed();
      }
    }
  }
}
