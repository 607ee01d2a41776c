package dev.pipy.codec.http1;

import dev.pipy.codec.http.HttpHeaders;
import dev.pipy.codec.http.HttpTail;
import dev.pipy.codec.http.KnownField;
import dev.pipy.codec.http.RequestHead;
import dev.pipy.codec.http.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes HTTP/1 heads and chunks. Fields that belong to one connection are left out and those that
/// frame the body are written anew (RFC 9110 section 7.6.1, RFC 9112 section 6); all others go out
/// as they came. Buffers stay the caller's.
public final class Http1Encoder {

  private static final int LINE_END = '\r' << 8 | '\n';
  private static final byte[] LAST_CHUNK = octets("0\r\n");
  private static final byte[] HTTP_1_1_BLANK = octets("HTTP/1.1 ");
  private static final byte[] BLANK_HTTP_1_1 = octets(" HTTP/1.1\r\n");
  private static final byte[] BLANK_HTTP_1_0 = octets(" HTTP/1.0\r\n");
  private static final byte[] HOST = octets("host: ");
  private static final byte[] TRAILERS = octets("te: trailers\r\n");
  private static final byte[] CHUNKED = octets("transfer-encoding: chunked\r\n");
  private static final byte[] LENGTH = octets("content-length: ");
  private static final byte[] KEEP_ALIVE = octets("connection: keep-alive\r\n");
  private static final byte[] CLOSE = octets("connection: close\r\n");
  private static final byte[] UPGRADE = octets("connection: upgrade\r\n");
  private static final byte[] KEEP_ALIVE_END = octets("connection: keep-alive\r\n\r\n");
  private static final byte[] CLOSE_END = octets("connection: close\r\n\r\n");
  private static final byte[] UPGRADE_END = octets("connection: upgrade\r\n\r\n");
  private static final byte[] TE = octets("connection: te\r\n");
  private static final byte[] CLOSE_AND_TE = octets("connection: close, te\r\n");
  private static final byte[] UPGRADE_AND_TE = octets("connection: upgrade, te\r\n");

  private static final int HOP_BY_HOP =
      KnownField.CONNECTION.bit()
          | KnownField.KEEP_ALIVE.bit()
          | KnownField.PROXY_CONNECTION.bit()
          | KnownField.TE.bit()
          | KnownField.TRANSFER_ENCODING.bit();

  private static final int NOT_IN_TRAILERS =
      HOP_BY_HOP
          | KnownField.UPGRADE.bit()
          | KnownField.CONTENT_LENGTH.bit()
          | KnownField.HOST.bit()
          | KnownField.TRAILER.bit()
          | KnownField.EXPECT.bit();

  private Http1Encoder() {}

  private static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /// Writes the head of a request as HTTP/1.1. One without host goes out with an empty one, as that
  /// version demands; but if it came as HTTP/1.0 it stays that, because many servers want a name.
  ///
  /// @param framing of the body, which the caller sends accordingly
  /// @param option [ConnectionOption#UPGRADE] only for a request whose upgrade may succeed
  public static void writeRequest(
      ByteBuf out, RequestHead head, Framing framing, ConnectionOption option) {
    var headers = head.headers();
    int hosts = headers.count(KnownField.HOST);
    boolean isHttp10 =
        hosts == 0
            && head.protocol().equals("HTTP/1.0")
            && framing.kind() != Framing.Kind.CHUNKED
            && option != ConnectionOption.UPGRADE;
    boolean wantsTrailers = headers.hasToken(KnownField.TE, "trailers") && !isHttp10;
    int lead = hosts == 1 ? head.reusableStartLine() : 0;
    if (lead == 0) {
      head.writeMethodAndPath(out);
      out.writeBytes(isHttp10 ? BLANK_HTTP_1_0 : BLANK_HTTP_1_1);
    }
    int dropped = HOP_BY_HOP;
    if (hosts != 1 && !isHttp10) {
      dropped |= KnownField.HOST.bit();
      @Nullable String host = headers.get("host");
      out.writeBytes(HOST);
      ByteBufUtil.writeUtf8(out, host == null ? "" : host);
      out.writeShort(LINE_END);
    }
    writeFields(out, head.headers(), lead, framing, dropped, option);
    if (wantsTrailers) {
      out.writeBytes(TRAILERS);
    }
    switch (option) {
      case CLOSE -> out.writeBytes(wantsTrailers ? CLOSE_AND_TE : CLOSE);
      case UPGRADE -> out.writeBytes(wantsTrailers ? UPGRADE_AND_TE : UPGRADE);
      case KEEP_ALIVE, NONE -> {
        if (wantsTrailers) {
          out.writeBytes(TE);
        } else if (isHttp10 && option == ConnectionOption.KEEP_ALIVE) {
          out.writeBytes(KEEP_ALIVE);
        }
      }
    }
    out.writeShort(LINE_END);
  }

  /// Writes the head of a response as HTTP/1.1, whatever its version was: the version is that of
  /// the sender (RFC 9110 section 2.5).
  ///
  /// @param framing of the body, which the caller sends accordingly; a body until close closes the
  ///   connection whatever the option
  public static void writeResponse(
      ByteBuf out, ResponseHead head, Framing framing, ConnectionOption option) {
    int lead = head.reusableStartLine();
    if (lead == 0) {
      out.writeBytes(HTTP_1_1_BLANK);
      head.writeStatus(out);
      out.writeShort(LINE_END);
    }
    writeFields(out, head.headers(), lead, framing, HOP_BY_HOP, option);
    var said = framing.kind() == Framing.Kind.UNTIL_CLOSE ? ConnectionOption.CLOSE : option;
    switch (said) {
      case KEEP_ALIVE -> out.writeBytes(KEEP_ALIVE_END);
      case CLOSE -> out.writeBytes(CLOSE_END);
      case UPGRADE -> out.writeBytes(UPGRADE_END);
      case NONE -> out.writeShort(LINE_END);
    }
  }

  private static void writeFields(
      ByteBuf out,
      HttpHeaders headers,
      int lead,
      Framing framing,
      int hopByHop,
      ConnectionOption option) {
    int dropped = hopByHop;
    if (option != ConnectionOption.UPGRADE) {
      dropped |= KnownField.UPGRADE.bit();
    }
    if (framing.kind() != Framing.Kind.CHUNKED) {
      dropped |= KnownField.TRAILER.bit();
    }
    long length = announcedLength(framing, headers);
    boolean isSaid = length >= 0 && headers.contentLength() == length;
    if (!isSaid) {
      dropped |= KnownField.CONTENT_LENGTH.bit();
    }
    // fields that the sender tied to its connection
    var named = headers.fieldsOfConnection();
    headers.writeTo(out, lead, dropped, named);
    if (framing.kind() == Framing.Kind.CHUNKED) {
      out.writeBytes(CHUNKED);
    } else if (length >= 0 && !isSaid) {
      out.writeBytes(LENGTH);
      ByteBufUtil.writeAscii(out, Long.toString(length));
      out.writeShort(LINE_END);
    }
  }

  private static long announcedLength(Framing framing, HttpHeaders headers) {
    return switch (framing.kind()) {
      case LENGTH -> framing.length();
      case DESCRIBED -> framing.length() >= 0 ? framing.length() : headers.contentLength();
      case NONE, CHUNKED, UNTIL_CLOSE -> -1;
    };
  }

  /// Writes what goes before the data of a chunk.
  ///
  /// @param size bytes of data, 1 or more: a chunk of none would end the body
  public static void writeChunkStart(ByteBuf out, int size) {
    if (size < 1) {
      throw new IllegalArgumentException("size: " + size + " (expected: 1 or more)");
    }
    int digits = (35 - Integer.numberOfLeadingZeros(size)) / 4;
    for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) {
      out.writeByte(Character.forDigit(size >>> shift & 0xf, 16));
    }
    out.writeShort(LINE_END);
  }

  /// Writes what goes after the data of a chunk.
  public static void writeChunkEnd(ByteBuf out) {
    out.writeShort(LINE_END);
  }

  /// Writes the end of a chunked body. Fields that must not be trailers are left out (RFC 9110
  /// section 6.5.1).
  public static void writeLastChunk(ByteBuf out, @Nullable HttpTail tail) {
    out.writeBytes(LAST_CHUNK);
    if (tail != null) {
      tail.headers().writeTo(out, 0, NOT_IN_TRAILERS, List.of());
    }
    out.writeShort(LINE_END);
  }
}
