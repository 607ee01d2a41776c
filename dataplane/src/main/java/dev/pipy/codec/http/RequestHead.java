package dev.pipy.codec.http;

import dev.pipy.event.Head;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The head of a request. Confined to a worker.
public final class RequestHead extends HttpHead {

  private final String method;

  /// Holds the received start line; null when made from text.
  private final @Nullable HeadBlock block;

  private final int pathStart;
  private final int pathEnd;
  private final @Nullable String scheme;
  private final @Nullable String authority;
  private @Nullable String path;

  /// A head made from text.
  ///
  /// @param path the request target as it goes on the wire
  /// @throws IllegalHeaderException if method or path could not be read back as they are
  public RequestHead(String method, String path, String protocol, HttpHeaders headers) {
    this(method, path, protocol, headers, null);
  }

  /// A head made from text, with the scheme that HTTP/2 says on the wire.
  ///
  /// @param path the request target as it goes on the wire
  /// @param scheme such as `https`; null leaves it to whoever sends
  /// @throws IllegalHeaderException if method, path or scheme could not be read back as they are
  public RequestHead(
      String method, String path, String protocol, HttpHeaders headers, @Nullable String scheme) {
    if (!HttpSyntax.isToken(method)) {
      throw new IllegalHeaderException("method", method, "not a token (RFC 9110 section 9.1)");
    }
    requireTarget(path);
    if (scheme != null && !HttpSyntax.isScheme(scheme)) {
      throw new IllegalHeaderException("scheme", scheme, "not a scheme (RFC 3986 section 3.1)");
    }
    super(protocol, headers);
    this.method = method;
    this.path = path;
    this.scheme = scheme;
    this.authority = null;
    this.block = null;
    this.pathStart = 0;
    this.pathEnd = 0;
  }

  private static void requireTarget(String path) {
    if (path.isEmpty()) {
      throw new IllegalHeaderException("path", path, "empty (expected: a request target)");
    }
    for (int i = 0; i < path.length(); i++) {
      if (!HttpSyntax.isTargetCharacter(path.charAt(i))) {
        throw new IllegalHeaderException(
            "path", path, "character " + i + " must be percent-encoded (RFC 3986 section 2.1)");
      }
    }
  }

  /// A decoded and validated head: `block` starts with method, blank, target. Takes over `block`.
  public RequestHead(HeadBlock block, int methodEnd, int targetEnd, boolean isHttp10) {
    this(block, methodEnd, targetEnd, isHttp10 ? HTTP_1_0 : HTTP_1_1, null, null);
  }

  /// A head decoded from HTTP/2 and validated, laid out as the other constructor wants it: the
  /// start line is that of HTTP/1.1, the authority is the host field. Takes over `block`.
  public static RequestHead ofHttp2(
      HeadBlock block,
      int methodEnd,
      int targetEnd,
      @Nullable String scheme,
      @Nullable String authority) {
    return new RequestHead(block, methodEnd, targetEnd, HTTP_2, scheme, authority);
  }

  private RequestHead(
      HeadBlock block,
      int methodEnd,
      int targetEnd,
      String protocol,
      @Nullable String scheme,
      @Nullable String authority) {
    super(protocol, new HttpHeaders(block));
    this.scheme = scheme;
    this.authority = authority;
    this.method = Methods.of(block.bytes(), 0, methodEnd);
    this.block = block;
    this.pathStart = methodEnd + 1;
    this.pathEnd = targetEnd;
  }

  /// The request that `head` stands for: itself, what a script made of it, or `GET / HTTP/1.1`
  /// without headers if it is absent or of another kind.
  ///
  /// @throws IllegalHeaderException if a script made it into something that cannot be written
  public static RequestHead of(@Nullable Head head) {
    @Nullable HeadSource view =
        switch (head) {
          case HeadSource source -> source;
          case HttpHead http -> http.view();
          case null, default -> null;
        };
    if (view != null) {
      return view.asRequest();
    }
    return head instanceof RequestHead request
        ? request
        : new RequestHead("GET", "/", HTTP_1_1, new HttpHeaders());
  }

  /// The method, case-sensitive.
  public String method() {
    return method;
  }

  /// The request target as received, with the query; for CONNECT `host:port`.
  public String path() {
    @Nullable String text = path;
    if (text == null && block != null) {
      text = new String(block.bytes(), pathStart, pathEnd - pathStart, StandardCharsets.US_ASCII);
      path = text;
    }
    return text == null ? "/" : text;
  }

  /// The scheme of the target, such as `https`: said by HTTP/2 alone, null for CONNECT.
  public @Nullable String scheme() {
    return scheme;
  }

  /// The authority as HTTP/2 said it, which was also the host field then; null for other versions.
  public @Nullable String authority() {
    return authority;
  }

  /// Whether the client waits for `100 Continue` before it sends the body.
  public boolean expectsContinue() {
    return !protocol().equals(HTTP_1_0) && headers().hasToken(KnownField.EXPECT, "100-continue");
  }

  /// Whether a tunnel is asked for.
  public boolean isConnect() {
    return method.equals("CONNECT");
  }

  /// Whether the response has no body.
  public boolean isHead() {
    return method.equals("HEAD");
  }

  @Override
  public RequestHead copy() {
    return new RequestHead(method, path(), protocol(), headers().copy(), scheme);
  }

  @Override
  public int reusableStartLine() {
    return block == null || protocol().equals(HTTP_1_0) ? 0 : pathEnd + " HTTP/1.1".length();
  }

  /// Writes method, blank and target to `out`, which stays the caller's.
  public void writeMethodAndPath(ByteBuf out) {
    if (block != null) {
      out.writeBytes(block.bytes(), 0, pathEnd);
    } else {
      ByteBufUtil.writeAscii(out, method);
      out.writeByte(' ');
      ByteBufUtil.writeAscii(out, path());
    }
  }
}
