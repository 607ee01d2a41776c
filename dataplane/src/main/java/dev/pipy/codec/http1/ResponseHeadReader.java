package dev.pipy.codec.http1;

import dev.pipy.codec.http.HeadBlock;
import dev.pipy.codec.http.HttpError;
import dev.pipy.codec.http.ResponseHead;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads status lines and judges the heads of responses (RFC 9112 section 4).
final class ResponseHeadReader implements HeadReader<ResponseHead> {

  private static final HttpError BROKEN_LINE = HttpError.BAD_GATEWAY.because("status line");
  private static final HttpError UNASKED_SWITCH =
      HttpError.BAD_GATEWAY.because("switch of protocols nobody asked for");

  private static final String VERSION = "HTTP/1.";
  private static final int STATUS = "HTTP/1.1 ".length();
  private static final int STATUS_END = STATUS + 3;

  private final Function<ResponseHead, ? extends @Nullable ExpectedRequest> requests;

  private boolean isHttp10;
  private int status;
  private int reasonEnd;
  private boolean hasNoBody;
  private boolean opensTunnel;
  private @Nullable ResponseHead made;

  /// @param requests says what a response answers that is not an interim one; null if nothing is
  ///   known
  ResponseHeadReader(Function<ResponseHead, ? extends @Nullable ExpectedRequest> requests) {
    this.requests = requests;
  }

  @Override
  public boolean canStartWith(byte octet) {
    return octet == 'H';
  }

  @Override
  public int emptyLinesAllowed() {
    return 0;
  }

  @Override
  public @Nullable HttpError startLine(byte[] octets, int end) {
    if (end < STATUS_END || !startsWithVersion(octets) || octets[STATUS - 1] != ' ') {
      return BROKEN_LINE;
    }
    isHttp10 = octets[VERSION.length()] == '0';
    status = 0;
    for (int i = STATUS; i < STATUS_END; i++) {
      int digit = octets[i] - '0';
      if (digit < 0 || digit > 9) {
        return BROKEN_LINE;
      }
      status = status * 10 + digit;
    }
    if (status < 100 || status > 599) {
      return BROKEN_LINE;
    }
    // many servers leave out the blank before an empty reason
    if (end > STATUS_END && octets[STATUS_END] != ' ') {
      return BROKEN_LINE;
    }
    reasonEnd = end;
    return ByteScan.hasControl(octets, STATUS_END, end) ? BROKEN_LINE : null;
  }

  private static boolean startsWithVersion(byte[] octets) {
    for (int i = 0; i < VERSION.length(); i++) {
      if (octets[i] != VERSION.charAt(i)) {
        return false;
      }
    }
    byte minor = octets[VERSION.length()];
    return minor == '0' || minor == '1';
  }

  @Override
  public @Nullable HttpError check(HeadBlock block) {
    @Nullable HttpError problem = BodyRules.check(block, isHttp10);
    if (problem != null) {
      return problem.asBadGateway();
    }
    boolean isSwitch = status == 101;
    boolean isInterim = status < 200 && !isSwitch;
    var head = new ResponseHead(block, status, reasonEnd, isHttp10);
    made = head;
    @Nullable ExpectedRequest request = isInterim ? null : requests.apply(head);
    if (isSwitch && request != null && !request.isUpgrade()) {
      return UNASKED_SWITCH;
    }
    boolean isTunnel = request != null && request.isConnect() && status >= 200 && status < 300;
    opensTunnel = isSwitch || isTunnel;
    hasNoBody =
        opensTunnel
            || status < 200
            || status == 204
            || status == 304
            || (request != null && request.isHead());
    return null;
  }

  @Override
  public Framing framing(HeadBlock block) {
    if (hasNoBody) {
      return Framing.NONE;
    }
    @Nullable Framing framing = BodyRules.of(block);
    return framing == null ? Framing.UNTIL_CLOSE : framing;
  }

  @Override
  public boolean opensTunnel() {
    return opensTunnel;
  }

  @Override
  public ResponseHead head(HeadBlock block) {
    var head = Objects.requireNonNull(made, "a head that was not checked");
    made = null;
    return head;
  }

  @Override
  public HttpError blame(HttpError error) {
    return error.asBadGateway();
  }
}
