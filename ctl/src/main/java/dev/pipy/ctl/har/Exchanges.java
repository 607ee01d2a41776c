package dev.pipy.ctl.har;

import dev.pipy.control.v1.TapEvent;
import dev.pipy.control.v1.TapHead;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Puts the events of a tap together: which answer belongs to which request. Keeps a bounded
/// amount; what does not fit is counted.
final class Exchanges {

  private static final int SWITCHING_PROTOCOLS = 101;

  private final long most;
  private final List<Exchange> all = new ArrayList<>();
  private final Map<Long, Stream> streams = new HashMap<>();
  private long bytes;
  private long leftOut;
  private long others;

  /// @param most bytes of events that are kept
  Exchanges(long most) {
    this.most = most;
  }

  /// Those so far, in the order in which they began.
  List<Exchange> all() {
    return all;
  }

  /// Requests that came when there was no room for more.
  long leftOut() {
    return leftOut;
  }

  /// Messages and events that are not of HTTP.
  long others() {
    return others;
  }

  void add(TapEvent event) {
    Stream stream = streams.computeIfAbsent(event.getStream(), _ -> new Stream());
    switch (event.getKind()) {
      case KIND_MESSAGE_START -> start(stream, event);
      case KIND_MESSAGE_END -> end(stream, event);
      case KIND_STREAM_END -> endStream(stream, event);
      case KIND_DATA -> others++;
      case KIND_UNSPECIFIED, UNRECOGNIZED -> {}
    }
    if (stream.isIdle()) {
      streams.remove(event.getStream());
    }
  }

  private void start(Stream stream, TapEvent event) {
    TapHead head = event.getHead();
    stream.open.remove(event.getPlace());
    if (!head.getMethod().isEmpty()) {
      Exchange exchange = begin(event, head.getMethod() + " " + head.getPath());
      if (exchange != null) {
        stream.waiting.add(exchange);
        open(stream, exchange.request(), event);
      }
    } else if (head.getStatus() == 0 && event.getRequest().isEmpty()) {
      others++;
    } else if (!isInterim(head.getStatus())) {
      Exchange asked = stream.asked(event.getRequest());
      Exchange exchange = asked == null ? begin(event, event.getRequest()) : asked;
      if (exchange != null) {
        open(stream, exchange.answer(), event);
      }
    }
  }

  private static boolean isInterim(int status) {
    return status >= 100 && status < 200 && status != SWITCHING_PROTOCOLS;
  }

  private @Nullable Exchange begin(TapEvent event, String line) {
    if (bytes >= most) {
      leftOut++;
      return null;
    }
    Exchange exchange = new Exchange(event, line);
    all.add(exchange);
    return exchange;
  }

  private void open(Stream stream, Exchange.Part part, TapEvent event) {
    bytes += event.getSerializedSize();
    part.start(event);
    stream.open.put(event.getPlace(), part);
  }

  private void end(Stream stream, TapEvent event) {
    Exchange.Part part = stream.open.remove(event.getPlace());
    if (part != null) {
      bytes += event.getSerializedSize();
      // beyond the bound nothing begins any more, but what has begun may be long
      part.end(bytes > most ? event.toBuilder().clearExcerpt().build() : event);
    }
  }

  private void endStream(Stream stream, TapEvent event) {
    boolean isCut = stream.open.containsKey(event.getPlace());
    end(stream, event);
    if (!isCut && event.getPlace() > 0) {
      stream.waiting.forEach(exchange -> exchange.fail(event.getError()));
      stream.waiting.clear();
    }
  }

  /// What is not complete yet of one stream.
  private static final class Stream {

    private final Deque<Exchange> waiting = new ArrayDeque<>(1);
    private final Map<Integer, Exchange.Part> open = new HashMap<>(2);

    /// The request that an answer is for; null if it was not shown. Answers come in the order of
    /// requests, so the answer of one before it was not shown either.
    @Nullable Exchange asked(String line) {
      if (waiting.stream().noneMatch(exchange -> exchange.line().equals(line))) {
        return null;
      }
      Exchange exchange = waiting.remove();
      while (!exchange.line().equals(line)) {
        exchange = waiting.remove();
      }
      return exchange;
    }

    boolean isIdle() {
      return waiting.isEmpty() && open.isEmpty();
    }
  }
}
