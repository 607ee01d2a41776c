package dev.pipy.ctl.har;

import dev.pipy.control.v1.TapEvent;
import org.jspecify.annotations.Nullable;

/// A request and its answer, as far as a tap has shown them.
final class Exchange {

  private final Part request;
  private final Part answer = new Part();
  private final TapEvent first;
  private final String line;
  private String failure = "";

  /// Begins with the start of a request, or with that of an answer whose request was not shown.
  ///
  /// @param line method and path; empty if they are not known
  Exchange(TapEvent first, String line) {
    this.first = first;
    this.line = line;
    this.request = new Part();
  }

  /// The event that it began with.
  TapEvent first() {
    return first;
  }

  /// "GET /path"; may be empty.
  String line() {
    return line;
  }

  Part request() {
    return request;
  }

  Part answer() {
    return answer;
  }

  /// Why the stream ended before the answer began; empty if it did not.
  String failure() {
    return failure;
  }

  void fail(String reason) {
    failure = reason;
  }

  /// One of the two messages.
  static final class Part {

    private @Nullable TapEvent start;
    private @Nullable TapEvent end;

    @Nullable TapEvent start() {
      return start;
    }

    /// The end of the message, or of the stream within it.
    @Nullable TapEvent end() {
      return end;
    }

    void start(TapEvent event) {
      start = event;
    }

    void end(TapEvent event) {
      end = event;
    }

    /// Whether the stream ended within it.
    boolean isCut() {
      return end != null && end.getKind() == TapEvent.Kind.KIND_STREAM_END;
    }
  }
}
