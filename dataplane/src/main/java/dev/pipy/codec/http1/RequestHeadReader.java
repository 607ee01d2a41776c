package dev.pipy.codec.http1;

import dev.pipy.codec.http.HeadBlock;
import dev.pipy.codec.http.HttpError;
import dev.pipy.codec.http.HttpSyntax;
import dev.pipy.codec.http.KnownField;
import dev.pipy.codec.http.RequestHead;
import org.jspecify.annotations.Nullable;

/// Reads request lines and judges the heads of requests (RFC 9112 section 3).
final class RequestHeadReader implements HeadReader<RequestHead> {

  private static final HttpError BROKEN_METHOD = bad("method is not a token before a blank");
  private static final HttpError BROKEN_TARGET = bad("request target");
  private static final HttpError BROKEN_VERSION = bad("version is not HTTP/d.d");
  private static final HttpError NO_HOST = bad("no host");
  private static final HttpError HOST_REPEATED = bad("host repeated");
  private static final HttpError BROKEN_HOST = bad("host");
  private static final HttpError OTHER_HOST = bad("host differs from the request target");
  private static final HttpError CONNECT_BODY = bad("CONNECT with a body");

  private static final int VERSION = "HTTP/1.1".length();

  private int methodEnd;
  private int targetEnd;
  private boolean isHttp10;
  private boolean isConnect;

  private static HttpError bad(String detail) {
    return HttpError.BAD_REQUEST.because(detail);
  }

  @Override
  public boolean canStartWith(byte octet) {
    return HttpSyntax.isTokenCharacter(octet);
  }

  @Override
  public int emptyLinesAllowed() {
    return 4;
  }

  @Override
  public @Nullable HttpError startLine(byte[] octets, int end) {
    int i = 0;
    while (i < end && HttpSyntax.isTokenCharacter(octets[i])) {
      i++;
    }
    methodEnd = i;
    if (i == 0 || i == end || octets[i] != ' ') {
      return BROKEN_METHOD;
    }
    int target = ++i;
    while (i < end && HttpSyntax.isTargetCharacter(octets[i])) {
      i++;
    }
    targetEnd = i;
    if (i == target || i == end || octets[i] != ' ') {
      return BROKEN_TARGET;
    }
    @Nullable HttpError problem = version(octets, i + 1, end);
    if (problem != null) {
      return problem;
    }
    isConnect = isExactly(octets, "CONNECT");
    boolean isOptions = isExactly(octets, "OPTIONS");
    return RequestTarget.isValid(isConnect, isOptions, octets, target, targetEnd)
        ? null
        : BROKEN_TARGET;
  }

  private @Nullable HttpError version(byte[] octets, int from, int end) {
    boolean isVersion =
        end - from == VERSION
            && octets[from] == 'H'
            && octets[from + 1] == 'T'
            && octets[from + 2] == 'T'
            && octets[from + 3] == 'P'
            && octets[from + 4] == '/'
            && isDigit(octets[from + 5])
            && octets[from + 6] == '.'
            && isDigit(octets[from + 7]);
    if (!isVersion) {
      return BROKEN_VERSION;
    }
    isHttp10 = octets[from + 7] == '0';
    boolean isKnown = octets[from + 5] == '1' && (isHttp10 || octets[from + 7] == '1');
    return isKnown ? null : HttpError.VERSION_NOT_SUPPORTED;
  }

  private static boolean isDigit(byte octet) {
    return octet >= '0' && octet <= '9';
  }

  private boolean isExactly(byte[] octets, String method) {
    if (methodEnd != method.length()) {
      return false;
    }
    for (int i = 0; i < methodEnd; i++) {
      if (octets[i] != method.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public @Nullable HttpError check(HeadBlock block) {
    @Nullable HttpError problem = checkHost(block);
    if (problem == null) {
      problem = BodyRules.check(block, isHttp10);
    }
    if (problem == null && isConnect && announcesBody(block)) {
      problem = CONNECT_BODY;
    }
    return problem;
  }

  private static boolean announcesBody(HeadBlock block) {
    @Nullable Framing framing = BodyRules.of(block);
    return framing != null && framing.length() != 0;
  }

  private @Nullable HttpError checkHost(HeadBlock block) {
    int host = block.indexOf(KnownField.HOST, 0);
    if (host < 0) {
      return isHttp10 ? null : NO_HOST;
    }
    if (block.indexOf(KnownField.HOST, host + 1) >= 0) {
      return HOST_REPEATED;
    }
    byte[] octets = block.bytes();
    int from = block.valueStart(host);
    int to = block.valueEnd(host);
    // an empty host is right for a target without authority (RFC 9112 section 3.2)
    if (from < to && !Authority.isValid(octets, from, to, false)) {
      return BROKEN_HOST;
    }
    int target = methodEnd + 1;
    if (octets[target] == '/' || isConnect) {
      return null;
    }
    int start = RequestTarget.authorityStart(octets, target, targetEnd);
    if (start < 0) {
      return null;
    }
    int end = RequestTarget.authorityEnd(octets, start, targetEnd);
    boolean isTls = HttpSyntax.lower(octets[start - 4]) == 's';
    return Authority.isSame(octets, start, end, from, to, isTls ? "443" : "80") ? null : OTHER_HOST;
  }

  @Override
  public Framing framing(HeadBlock block) {
    @Nullable Framing framing = BodyRules.of(block);
    return framing == null ? Framing.NONE : framing;
  }

  @Override
  public boolean opensTunnel() {
    return false;
  }

  @Override
  public RequestHead head(HeadBlock block) {
    return new RequestHead(block, methodEnd, targetEnd, isHttp10);
  }

  @Override
  public HttpError blame(HttpError error) {
    return error;
  }
}
