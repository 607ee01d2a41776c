package dev.pipy.filter.http;

import dev.pipy.codec.http.HttpTail;
import dev.pipy.codec.http.RequestHead;
import dev.pipy.event.Event;
import dev.pipy.event.Head;
import dev.pipy.event.StreamError;
import dev.pipy.filter.hold.HeldEvents;
import dev.pipy.pipeline.StreamContext;
import dev.pipy.worker.PausedReads;
import io.netty.buffer.ByteBuf;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A request for a connection of which it is not known yet what it speaks. It waits, with its body
/// as far as it comes, and goes on as a request of the version that is settled. Confined to its
/// worker.
final class NegotiatedExchange implements UpstreamExchange {

  private final Negotiation negotiation;
  private final StreamContext opener;
  private final boolean mustBeFresh;
  private final HeldEvents held = new HeldEvents(HeldEvents.USUAL_LIMIT);
  private final PausedReads paused = new PausedReads();
  private @Nullable Asker asker;
  private @Nullable RequestHead head;
  private long length;
  private @Nullable UpstreamExchange settled;

  /// @param mustBeFresh as for [UpstreamSessions#acquire]
  NegotiatedExchange(Negotiation negotiation, StreamContext opener, boolean mustBeFresh) {
    this.negotiation = negotiation;
    this.opener = opener;
    this.mustBeFresh = mustBeFresh;
  }

  // --- what the asker does ---

  @Override
  public void begin(Asker asker, RequestHead head, long length) {
    this.asker = asker;
    this.head = head;
    this.length = length;
    negotiation.join(this);
  }

  @Override
  public void send(ByteBuf bytes) {
    if (settled != null) {
      settled.send(bytes);
    } else {
      hold(new Event.Data(bytes));
    }
  }

  @Override
  public boolean endRequest(@Nullable HttpTail tail) {
    if (settled != null) {
      return settled.endRequest(tail);
    }
    hold(new Event.MessageEnd(tail));
    return true; // whether its length is right will show when it is sent
  }

  @Override
  public void endTunnel(Event.StreamEnd end) {
    if (settled != null) {
      settled.endTunnel(end);
    }
  }

  @Override
  public void abandon() {
    asker = null;
    if (settled != null) {
      settled.abandon();
    } else {
      negotiation.leave(this);
    }
    drop();
  }

  private void hold(Event event) {
    if (asker == null) {
      event.release();
      return;
    }
    held.add(event);
    if (held.isFull()) {
      paused.pause(negotiation.worker());
    }
  }

  private void drop() {
    held.release();
    paused.resume();
  }

  // --- what the negotiation does ---

  /// Goes on over these sessions, one of which was just made.
  ///
  /// @param key of the request, as it was given
  void grant(UpstreamSessions sessions, @Nullable Object key, boolean isHttp2) {
    var waiting = asker;
    if (waiting == null) {
      return;
    }
    var asked = Objects.requireNonNull(head);
    // the fresh connection is the one that fell idle last, so HTTP/1 needs no other
    var exchange = sessions.acquire(key, opener, mustBeFresh && isHttp2, asked, length);
    settled = exchange;
    exchange.begin(waiting, asked, length);
    for (var event = held.poll(); event != null; event = held.poll()) {
      switch (event) {
        case Event.Data(ByteBuf bytes) -> exchange.send(bytes);
        case Event.MessageEnd(Head tail, _) -> {
          if (!exchange.endRequest(HttpTail.of(tail))) {
            breakOff(exchange);
          }
        }
        case Event.MessageStart _, Event.StreamEnd _ -> {}
      }
    }
    paused.resume();
  }

  /// Its body was not of the length that its head said.
  private void breakOff(UpstreamExchange exchange) {
    var waiting = asker;
    asker = null;
    exchange.abandon();
    if (waiting != null) {
      waiting.answer(new Event.StreamEnd(StreamError.PROTOCOL_ERROR));
    }
  }

  /// There is no connection.
  void fail(@Nullable StreamError error) {
    var waiting = asker;
    asker = null;
    drop();
    if (waiting == null) {
      return;
    }
    if (error != null && error.kind() == StreamError.Kind.RUNTIME_ERROR) {
      waiting.answer(new Event.StreamEnd(error)); // a script's, not the upstream's
    } else {
      waiting.unanswered(error, Retry.NO);
    }
  }
}
