package dev.pipy.codec.http;

import dev.pipy.event.Head;
import org.jspecify.annotations.Nullable;

/// The head of an HTTP message. Its start line never changes; its headers may. Once a script has
/// looked at it, the script's view is the truth: readers go through `RequestHead.of` or
/// `ResponseHead.of`. Confined to a worker.
public abstract sealed class HttpHead implements Head permits RequestHead, ResponseHead {

  static final String HTTP_1_0 = "HTTP/1.0";
  static final String HTTP_1_1 = "HTTP/1.1";
  static final String HTTP_2 = "HTTP/2";

  private final String protocol;
  private final HttpHeaders headers;
  private @Nullable HeadSource view;

  HttpHead(String protocol, HttpHeaders headers) {
    this.protocol = protocol;
    this.headers = headers;
  }

  /// The HTTP head that `head` stands for: itself, or what a script made of it; null if it is
  /// absent or of another protocol.
  ///
  /// @throws IllegalHeaderException if a script made it into something that cannot be written
  public static @Nullable HttpHead of(@Nullable Head head) {
    return switch (head) {
      case HeadSource source -> source.asMessage();
      case HttpHead http -> http.view == null ? http : http.view.asMessage();
      case null, default -> null;
    };
  }

  /// A head with the same start line and a copy of the headers.
  public abstract HttpHead copy();

  /// `HTTP/1.1`, `HTTP/1.0` or `HTTP/2`.
  public String protocol() {
    return protocol;
  }

  /// The header fields.
  public HttpHeaders headers() {
    return headers;
  }

  /// Whether the sender means to keep its connection after this message (RFC 9112 section 9.3).
  public boolean isKeepAlive() {
    if (headers.saysClose()) {
      return false;
    }
    return !protocol.equals(HTTP_1_0) || headers.hasToken(KnownField.CONNECTION, "keep-alive");
  }

  /// The first protocol offered to switch to, in lower case, or null. Counts only when the
  /// connection field names it, and not in HTTP/1.0 (RFC 9110 section 7.8).
  public @Nullable String upgrade() {
    if (protocol.equals(HTTP_1_0) || !headers.hasToken(KnownField.CONNECTION, "upgrade")) {
      return null;
    }
    var offers = headers.tokens(KnownField.UPGRADE);
    return offers.isEmpty() ? null : offers.getFirst();
  }

  /// Length of the received start line, without its line end, if it can go out as it came; else 0.
  public abstract int reusableStartLine();

  /// What a script made of this head, if one looked at it.
  public @Nullable HeadSource view() {
    return view;
  }

  /// From now on `view` says what the head is.
  public void attachView(HeadSource view) {
    this.view = view;
  }
}
