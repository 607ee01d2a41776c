package dev.pipy.filter.http;

import dev.pipy.event.Event;
import dev.pipy.filter.hold.PromiseGate;
import dev.pipy.filter.spec.Dynamic;
import dev.pipy.pipeline.Pending;
import dev.pipy.pipeline.Stage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A `muxHTTP` whose version of HTTP a function says: it is asked at the stream's first request. If
/// the answer is a promise, the request waits, with what follows it; over TLS it goes to where a
/// connection is opened meanwhile, since the promise may tell what that one's handshake settled.
/// Confined to its worker.
final class AskedVersion implements PromiseGate.Step {

  private final Dynamic version;
  private final MuxVersion versions;
  private final Function<UpstreamSessions, MuxHttp> maker;
  private @Nullable MuxHttp mux;

  /// @param version says the version
  /// @param maker makes the filter that speaks it
  AskedVersion(Dynamic version, MuxVersion versions, Function<UpstreamSessions, MuxHttp> maker) {
    this.version = version;
    this.versions = versions;
    this.maker = maker;
  }

  @Override
  public void handle(Event event, Stage stage, PromiseGate gate) {
    if (mux != null) {
      mux.handle(event, stage);
      return;
    }
    switch (event) {
      case Event.MessageStart _ -> {
        var said = version.get(stage.context());
        if (said instanceof Pending pending && versions.negotiated() != null) {
          begin(promised(versions.negotiated(), new PromisedVersion(pending, stage)), event, stage);
        } else if (said instanceof Pending pending) {
          gate.await(pending, event, stage, value -> begin(said(value, stage), event, stage));
        } else {
          begin(said(said, stage), event, stage);
        }
      }
      case Event.StreamEnd _ -> stage.emit(event);
      case Event.Data _, Event.MessageEnd _ -> event.release();
    }
  }

  private UpstreamSessions said(@Nullable Object value, Stage stage) {
    return versions.sessions(MuxVersion.said(value, stage));
  }

  private static UpstreamSessions promised(NegotiatedSessions sessions, PromisedVersion promise) {
    return (key, opener, mustBeFresh, head, length) ->
        sessions.acquire(key, opener, mustBeFresh, head, length, promise);
  }

  private void begin(UpstreamSessions sessions, Event first, Stage stage) {
    var made = maker.apply(sessions);
    mux = made;
    made.handle(first, stage);
  }

  @Override
  public void close() {
    if (mux != null) {
      mux.close();
    }
  }
}
