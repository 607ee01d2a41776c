package dev.pipy.codec.http;

import dev.pipy.event.Head;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import org.jspecify.annotations.Nullable;

/// The head of a response. Confined to a worker.
public final class ResponseHead extends HttpHead {

  private static final int REASON_START = "HTTP/1.1 200 ".length();

  private final int status;

  /// Holds the received start line; null when made from text.
  private final @Nullable HeadBlock block;

  private final int reasonEnd;

  /// Where a received start line with a blank after the status ends; else 0.
  private final int startLineEnd;

  private @Nullable String statusText;

  /// A head made from text.
  ///
  /// @param status 100 to 599
  /// @param statusText null or empty for the usual one
  /// @throws IllegalHeaderException if status or text could not be read back as they are
  public ResponseHead(
      int status, @Nullable String statusText, String protocol, HttpHeaders headers) {
    if (status < 100 || status > 599) {
      throw new IllegalHeaderException("status", Integer.toString(status), "expected: 100 to 599");
    }
    String text = statusText == null || statusText.isEmpty() ? reason(status) : statusText;
    for (int i = 0; i < text.length(); i++) {
      if (HttpSyntax.isControl(text.charAt(i))) {
        throw new IllegalHeaderException("statusText", text, "control character");
      }
    }
    super(protocol, headers);
    this.status = status;
    this.statusText = text;
    this.block = null;
    this.reasonEnd = 0;
    this.startLineEnd = 0;
  }

  /// A decoded and validated head: `block` starts with version, blank, status and, unless
  /// `reasonEnd` lies before it, blank, reason. Takes over `block`.
  public ResponseHead(HeadBlock block, int status, int reasonEnd, boolean isHttp10) {
    this(block, status, reasonEnd, isHttp10 ? HTTP_1_0 : HTTP_1_1);
  }

  /// A head decoded from HTTP/2 and validated, laid out as the other constructor wants it, with the
  /// usual reason phrase. Takes over `block`.
  public static ResponseHead ofHttp2(HeadBlock block, int status, int reasonEnd) {
    return new ResponseHead(block, status, reasonEnd, HTTP_2);
  }

  private ResponseHead(HeadBlock block, int status, int reasonEnd, String protocol) {
    super(protocol, new HttpHeaders(block));
    this.status = status;
    this.block = block;
    this.reasonEnd = Math.max(reasonEnd, REASON_START);
    this.startLineEnd = reasonEnd < REASON_START ? 0 : reasonEnd;
    this.statusText = reasonEnd <= REASON_START ? "" : null;
  }

  /// The response that `head` stands for: itself, what a script made of it, or `200 OK` without
  /// headers if it is absent or of another kind.
  ///
  /// @throws IllegalHeaderException if a script made it into something that cannot be written
  public static ResponseHead of(@Nullable Head head) {
    @Nullable HeadSource view =
        switch (head) {
          case HeadSource source -> source;
          case HttpHead http -> http.view();
          case null, default -> null;
        };
    if (view != null) {
      return view.asResponse();
    }
    return head instanceof ResponseHead response
        ? response
        : new ResponseHead(200, null, HTTP_1_1, new HttpHeaders());
  }

  /// The usual text for `status`; `OK` for one that has none.
  public static String reason(int status) {
    return Reasons.of(status);
  }

  /// The status code, 100 to 599.
  public int status() {
    return status;
  }

  /// The text after the status code; may be empty when received so.
  public String statusText() {
    @Nullable String text = statusText;
    if (text == null && block != null) {
      text = Texts.text(block.bytes(), REASON_START, reasonEnd);
      statusText = text;
    }
    return text == null ? "" : text;
  }

  /// Whether a peer sent it, rather than somebody here made it.
  public boolean isReceived() {
    return block != null;
  }

  /// Whether a final response is still to come (RFC 9110 section 15.2). `101` is final: nothing of
  /// HTTP/1 follows it.
  public boolean isInterim() {
    return status < 200 && status != 101;
  }

  @Override
  public ResponseHead copy() {
    return new ResponseHead(status, statusText(), protocol(), headers().copy());
  }

  @Override
  public int reusableStartLine() {
    return protocol().equals(HTTP_1_0) ? 0 : startLineEnd;
  }

  /// Writes status, blank and reason to `out`, which stays the caller's.
  public void writeStatus(ByteBuf out) {
    out.writeByte('0' + status / 100);
    out.writeByte('0' + status / 10 % 10);
    out.writeByte('0' + status % 10);
    out.writeByte(' ');
    if (block != null) {
      out.writeBytes(block.bytes(), REASON_START, Math.max(0, reasonEnd - REASON_START));
    } else {
      ByteBufUtil.writeUtf8(out, statusText());
    }
  }

  /// The status line.
  @Override
  public String toString() {
    return protocol() + " " + status() + " " + statusText();
  }
}
