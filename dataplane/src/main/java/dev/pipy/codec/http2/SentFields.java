package dev.pipy.codec.http2;

import dev.pipy.codec.http.FieldVisitor;
import dev.pipy.codec.http.HttpHead;
import dev.pipy.codec.http.HttpHeaders;
import dev.pipy.codec.http.HttpSyntax;
import dev.pipy.codec.http.HttpTail;
import dev.pipy.codec.http.IllegalHeaderException;
import dev.pipy.codec.http.KnownField;
import dev.pipy.codec.http.RequestHead;
import dev.pipy.codec.http.ResponseHead;
import dev.pipy.codec.http1.Authority;
import dev.pipy.codec.http1.Framing;
import dev.pipy.codec.http1.RequestTarget;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Heads and tails as the fields of HTTP/2 (RFC 9113 section 8): names in lower case, pseudo-fields
/// first, nothing that belongs to one connection, the length of the body as it will be sent.
public final class SentFields {

  private static final int DROPPED =
      KnownField.HOST.bit()
          | KnownField.CONNECTION.bit()
          | KnownField.KEEP_ALIVE.bit()
          | KnownField.PROXY_CONNECTION.bit()
          | KnownField.TE.bit()
          | KnownField.TRANSFER_ENCODING.bit()
          | KnownField.UPGRADE.bit();

  private static final int NOT_IN_TRAILERS =
      DROPPED
          | KnownField.CONTENT_LENGTH.bit()
          | KnownField.TRAILER.bit()
          | KnownField.EXPECT.bit();

  private static final AsciiString CONTENT_LENGTH = AsciiString.cached("content-length");
  private static final AsciiString TE = AsciiString.cached("te");
  private static final AsciiString TRAILERS = AsciiString.cached("trailers");
  private static final AsciiString WEBSOCKET_ACCEPT = AsciiString.cached("sec-websocket-accept");
  private static final AsciiString OK = AsciiString.cached("200");
  private static final int SWITCHING_PROTOCOLS = 101;
  private static final int USUAL_SIZE = 16;

  private SentFields() {}

  /// The fields of a request.
  ///
  /// @param framing of the body: tells whether the length is known
  /// @param defaultScheme for a head that says none
  /// @throws IllegalHeaderException if HTTP/2 cannot say what the head says
  public static Http2Headers request(RequestHead head, Framing framing, String defaultScheme) {
    var out = new DefaultHttp2Headers(false, USUAL_SIZE);
    var target = head.path();
    var host = head.headers().get("host");
    out.method(AsciiString.of(head.method()));
    if (head.isConnect()) {
      out.authority(authority(target, true));
    } else {
      byte[] octets = target.getBytes(StandardCharsets.US_ASCII);
      int start = RequestTarget.authorityStart(octets, 0, octets.length);
      var scheme = head.scheme();
      if (start >= 0) {
        int end = RequestTarget.authorityEnd(octets, start, octets.length);
        scheme = target.substring(0, start - 3);
        host = target.substring(start, end);
        target = originForm(target.substring(end), head.method());
      }
      boolean isOrigin = target.startsWith("/");
      if (!isOrigin && !(target.equals("*") && head.method().equals("OPTIONS"))) {
        throw new IllegalHeaderException("path", target, "expected: starts with a slash");
      }
      out.scheme(AsciiString.of(scheme == null ? defaultScheme : scheme));
      if (host != null && !host.isEmpty()) {
        out.authority(authority(host, false));
      }
      out.path(AsciiString.of(target));
    }
    addFields(out, head, framing);
    if (head.headers().hasToken(KnownField.TE, "trailers")) {
      out.add(TE, TRAILERS);
    }
    return out;
  }

  /// What an absolute target says behind its authority.
  private static String originForm(String rest, String method) {
    if (rest.isEmpty()) {
      return method.equals("OPTIONS") ? "*" : "/";
    }
    return rest.startsWith("/") ? rest : '/' + rest;
  }

  private static AsciiString authority(String text, boolean needsPort) {
    byte[] octets = text.getBytes(StandardCharsets.UTF_8);
    if (!Authority.isValid(octets, 0, octets.length, needsPort)) {
      throw new IllegalHeaderException("host", text, "expected: a host and perhaps a port");
    }
    return new AsciiString(octets, false);
  }

  /// The fields of a response.
  ///
  /// @param framing of the body: tells whether the length is known
  public static Http2Headers response(ResponseHead head, Framing framing) {
    var out = new DefaultHttp2Headers(false, USUAL_SIZE);
    out.status(AsciiString.of(Integer.toString(head.status())));
    addFields(out, head, framing);
    return out;
  }

  /// The fields of a response that agrees to a tunnel: what HTTP/1 says with 101 is 200 here (RFC
  /// 8441 section 5), and the proof that the server knows WebSockets is not needed.
  public static Http2Headers agreement(ResponseHead head) {
    var out = response(head, Framing.NONE);
    if (head.status() == SWITCHING_PROTOCOLS) {
      out.status(OK);
      out.remove(WEBSOCKET_ACCEPT);
    }
    return out;
  }

  private static void addFields(Http2Headers out, HttpHead head, Framing framing) {
    var headers = head.headers();
    long length = announcedLength(framing, headers);
    boolean isSaid = length >= 0 && headers.contentLength() == length;
    var named = headers.fieldsOfConnection();
    headers.visit(
        isSaid ? DROPPED : DROPPED | KnownField.CONTENT_LENGTH.bit(), named, new Copy(out));
    if (length >= 0 && !isSaid) {
      out.add(CONTENT_LENGTH, AsciiString.of(Long.toString(length)));
    }
  }

  private static long announcedLength(Framing framing, HttpHeaders headers) {
    return switch (framing.kind()) {
      case LENGTH -> framing.length();
      case DESCRIBED -> framing.length() >= 0 ? framing.length() : headers.contentLength();
      case NONE, CHUNKED, UNTIL_CLOSE -> -1;
    };
  }

  /// The fields of a tail, or null if nothing of it may be sent (RFC 9110 section 6.5.1).
  public static @Nullable Http2Headers tail(@Nullable HttpTail tail) {
    if (tail == null) {
      return null;
    }
    var out = new DefaultHttp2Headers(false, USUAL_SIZE);
    tail.headers().visit(NOT_IN_TRAILERS, List.of(), new Copy(out));
    return out.isEmpty() ? null : out;
  }

  /// Copies fields, for the compression table outlives the message.
  private record Copy(Http2Headers out) implements FieldVisitor {

    @Override
    public void received(byte[] octets, int nameStart, int nameEnd, int valueStart, int valueEnd) {
      var name = new byte[nameEnd - nameStart];
      for (int i = 0; i < name.length; i++) {
        name[i] = (byte) HttpSyntax.lower(octets[nameStart + i]);
      }
      out.add(
          new AsciiString(name, false),
          new AsciiString(octets, valueStart, valueEnd - valueStart, true));
    }

    @Override
    public void set(String name, String value) {
      out.add(
          AsciiString.of(name).toLowerCase(),
          new AsciiString(value.strip().getBytes(StandardCharsets.UTF_8), false));
    }
  }
}
