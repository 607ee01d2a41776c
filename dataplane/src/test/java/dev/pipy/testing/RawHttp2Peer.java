package dev.pipy.testing;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// An HTTP/2 peer that sends whatever frames a test wants, right or wrong, and reads what comes,
/// with a deadline of 10 seconds for each wait. Acknowledges settings by itself, and nothing else.
public final class RawHttp2Peer implements AutoCloseable {

  public static final int DATA = 0;
  public static final int HEADERS = 1;
  public static final int PRIORITY = 2;
  public static final int RST_STREAM = 3;
  public static final int SETTINGS = 4;
  public static final int PUSH_PROMISE = 5;
  public static final int PING = 6;
  public static final int GOAWAY = 7;
  public static final int WINDOW_UPDATE = 8;
  public static final int CONTINUATION = 9;

  public static final int END_STREAM = 1;
  public static final int ACK = 1;
  public static final int END_HEADERS = 4;

  public static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

  private static final int DEADLINE_MILLIS = 10_000;

  private final Socket socket;
  private final DataInputStream input;
  private final DefaultHttp2HeadersEncoder encoder = new DefaultHttp2HeadersEncoder();
  private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);

  /// What came.
  ///
  /// @param text the payload, or the fields of a HEADERS frame in the order of their names
  /// @param code the last four octets of the payload as a number, such as an error code
  public record Frame(int type, int flags, int streamId, String text, int code) {

    /// Whether it ends its stream.
    public boolean endsStream() {
      return type <= HEADERS && (flags & END_STREAM) != 0;
    }
  }

  private RawHttp2Peer(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(DEADLINE_MILLIS);
    socket.setTcpNoDelay(true);
    input = new DataInputStream(socket.getInputStream());
  }

  /// Connects to a port on loopback and sends nothing.
  public static RawHttp2Peer silent(int port) throws IOException {
    return new RawHttp2Peer(new Socket(InetAddress.getLoopbackAddress(), port));
  }

  /// Connects to a port on loopback and sends preface and empty settings.
  public static RawHttp2Peer client(int port) throws IOException {
    return silent(port).send(PREFACE).frame(SETTINGS, 0, 0);
  }

  /// The server's side of an accepted connection, whose client's preface is read, with settings as
  /// pairs of identifier and value.
  public static RawHttp2Peer server(Socket accepted, int... settings) throws IOException {
    var peer = new RawHttp2Peer(accepted);
    var preface = new String(peer.input.readNBytes(PREFACE.length()), StandardCharsets.US_ASCII);
    if (!preface.equals(PREFACE)) {
      throw new IOException("no preface: " + preface);
    }
    return peer.settings(settings);
  }

  /// Sends text as it is.
  public RawHttp2Peer send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private RawHttp2Peer send(byte[] octets) throws IOException {
    socket.getOutputStream().write(octets);
    return this;
  }

  /// Sends a frame.
  public RawHttp2Peer frame(int type, int flags, int streamId, byte... payload) throws IOException {
    return send(frameOf(type, flags, streamId, payload));
  }

  /// A frame as octets, for many in one piece.
  public static byte[] frameOf(int type, int flags, int streamId, byte... payload) {
    var out = Unpooled.buffer(9 + payload.length);
    out.writeMedium(payload.length).writeByte(type).writeByte(flags).writeInt(streamId);
    out.writeBytes(payload);
    return out.array();
  }

  /// Sends a frame over and over, until the peer takes no more or `count` are sent.
  public void flood(byte[] frame, int count) {
    var many = Unpooled.buffer(frame.length * 100);
    for (int i = 0; i < 100; i++) {
      many.writeBytes(frame);
    }
    try {
      for (int i = 0; i < count; i += 100) {
        send(many.array());
      }
    } catch (IOException expected) {
      // the peer had enough
    }
  }

  /// Sends settings as pairs of identifier and value.
  public RawHttp2Peer settings(int... pairs) throws IOException {
    var out = Unpooled.buffer();
    for (int i = 0; i < pairs.length; i += 2) {
      out.writeShort(pairs[i]).writeInt(pairs[i + 1]);
    }
    return frame(SETTINGS, 0, 0, octets(out));
  }

  /// Sends a frame whose payload is one number of four octets.
  public RawHttp2Peer number(int type, int streamId, int value) throws IOException {
    return frame(type, 0, streamId, octets(Unpooled.buffer().writeInt(value)));
  }

  /// Sends a message's head, or a tail, as names and values in turn.
  public RawHttp2Peer headers(int streamId, boolean endsStream, String... fields)
      throws IOException {
    int flags = END_HEADERS | (endsStream ? END_STREAM : 0);
    return frame(HEADERS, flags, streamId, block(fields));
  }

  /// A header block of names and values in turn.
  public byte[] block(String... fields) {
    var out = Unpooled.buffer();
    try {
      // one by one, since the map sorts and the test decides
      for (int i = 0; i < fields.length; i += 2) {
        encoder.encodeHeaders(1, new DefaultHttp2Headers(false).add(fields[i], fields[i + 1]), out);
      }
    } catch (Http2Exception failure) {
      throw new IllegalStateException(failure);
    }
    return octets(out);
  }

  /// Sends a GET that is whole.
  public RawHttp2Peer get(int streamId, String path) throws IOException {
    return request(streamId, true, "GET", path);
  }

  /// Sends a request's head.
  public RawHttp2Peer request(int streamId, boolean endsStream, String method, String path)
      throws IOException {
    return headers(
        streamId,
        endsStream,
        ":method",
        method,
        ":scheme",
        "http",
        ":path",
        path,
        ":authority",
        "localhost");
  }

  /// Sends data.
  public RawHttp2Peer data(int streamId, boolean endsStream, String text) throws IOException {
    return frame(
        DATA, endsStream ? END_STREAM : 0, streamId, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static byte[] octets(ByteBuf buffer) {
    var octets = new byte[buffer.readableBytes()];
    buffer.readBytes(octets);
    return octets;
  }

  /// The next octets, of whatever comes before HTTP/2.
  public String text(int length) throws IOException {
    return new String(input.readNBytes(length), StandardCharsets.ISO_8859_1);
  }

  /// The next frame, or null if the peer ended its output or reset the connection.
  public @Nullable Frame next() throws IOException {
    byte[] header;
    byte[] payload;
    try {
      header = input.readNBytes(9);
      if (header.length < 9) {
        return null;
      }
      payload = input.readNBytes(Unpooled.wrappedBuffer(header).readUnsignedMedium());
    } catch (java.net.SocketException reset) {
      return null;
    }
    var head = Unpooled.wrappedBuffer(header).skipBytes(3);
    int type = head.readByte();
    int flags = head.readByte();
    int streamId = head.readInt();
    if (type == SETTINGS && (flags & ACK) == 0 && !socket.isOutputShutdown()) {
      try {
        frame(SETTINGS, ACK, 0);
      } catch (java.net.SocketException expected) {
        // the peer takes nothing any more, and yet there may be something to read
      }
    }
    int code = payload.length < 4 ? 0 : Unpooled.wrappedBuffer(payload).getInt(payload.length - 4);
    var text = type == HEADERS ? fields(payload) : new String(payload, StandardCharsets.ISO_8859_1);
    return new Frame(type, flags, streamId, text, code);
  }

  private String fields(byte[] block) throws IOException {
    try {
      var sorted = new TreeMap<String, String>();
      decoder
          .decodeHeaders(1, Unpooled.wrappedBuffer(block))
          .forEach(field ->
              sorted.merge("" + field.getKey(), "" + field.getValue(), (a, b) -> a + "|" + b));
      return sorted.toString();
    } catch (Http2Exception failure) {
      throw new IOException(failure);
    }
  }

  /// The next frame of a type, others skipped.
  public Frame await(int type) throws IOException {
    for (var frame = next(); frame != null; frame = next()) {
      if (frame.type() == type) {
        return frame;
      }
    }
    throw new IOException("connection ended before a frame of type " + type);
  }

  /// The next frame of a type on a stream, others skipped.
  public Frame await(int type, int streamId) throws IOException {
    var frame = await(type);
    while (frame.streamId() != streamId) {
      frame = await(type);
    }
    return frame;
  }

  /// Head, body and tail of a stream as one text, others skipped; with the error if it is reset.
  public String message(int streamId) throws IOException {
    var text = new StringBuilder();
    for (var frame = next(); frame != null; frame = next()) {
      if (frame.streamId() == streamId && frame.type() == RST_STREAM) {
        return text + "<reset " + frame.code() + ">";
      }
      if (frame.streamId() == streamId && frame.type() <= HEADERS) {
        text.append(frame.text());
        if (frame.endsStream()) {
          return text.toString();
        }
      }
    }
    return text + "<end>";
  }

  /// The error of the GOAWAY that comes, after which the connection must end.
  public int goAwayAndEnd() throws IOException {
    int code = await(GOAWAY).code();
    while (next() != null) {
      // whatever was under way
    }
    return code;
  }

  /// Our end of output.
  public RawHttp2Peer endOutput() throws IOException {
    socket.shutdownOutput();
    return this;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
