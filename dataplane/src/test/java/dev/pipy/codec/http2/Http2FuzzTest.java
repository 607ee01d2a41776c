package dev.pipy.codec.http2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.codec.http.HttpHead;
import dev.pipy.codec.http.HttpHeaders;
import dev.pipy.codec.http.HttpTail;
import dev.pipy.codec.http.RequestHead;
import dev.pipy.codec.http.ResponseHead;
import dev.pipy.codec.http1.Framing;
import dev.pipy.testing.Fuzz;
import dev.pipy.testing.RawHttp2Peer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Frames damaged, mixed and made up at random, in pieces of random size, with streams that are
/// answered, held up and reset at random: nothing is thrown, nothing is kept, what is delivered is
/// in order, what is sent is whole frames and not much of it, and every stream comes to an end.
class Http2FuzzTest {

  private static final int ROUNDS = 20_000;
  private static final int FRAME_HEADER = 9;
  private static final byte[] PREFACE = RawHttp2Peer.PREFACE.getBytes(StandardCharsets.US_ASCII);

  /// Bytes that a connection may send for each that it gets: a frame of 9 bytes can make us send a
  /// reset of 13, a head of 50 bytes an answer.
  private static final int AMPLIFICATION = 8;

  private static final int FIXED_COST = 10_000;

  // --- what is fed ---

  private static byte[] frame(int type, int flags, int stream, byte... payload) {
    return RawHttp2Peer.frameOf(type, flags, stream, payload);
  }

  private static byte[] block(String... fields) {
    var out = Unpooled.buffer();
    var headers = new DefaultHttp2Headers(false);
    for (int i = 0; i < fields.length; i += 2) {
      headers.add(fields[i], fields[i + 1]);
    }
    try (var encoder = new DefaultHttp2HeadersEncoder()) {
      encoder.encodeHeaders(1, headers, out);
    } catch (Http2Exception failure) {
      throw new IllegalStateException(failure);
    }
    return Arrays.copyOf(out.array(), out.readableBytes());
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static final byte[] GET =
      block(":method", "GET", ":scheme", "http", ":path", "/a", ":authority", "h", "cookie", "a=1");
  private static final byte[] POST =
      block(":method", "POST", ":scheme", "http", ":path", "/", ":authority", "h", "x", "1");
  private static final byte[] COUNTED =
      block(":method", "PUT", ":scheme", "http", ":path", "/", "host", "h", "content-length", "4");
  private static final byte[] CONNECT = block(":method", "CONNECT", ":authority", "h:443");
  private static final byte[] WEBSOCKET =
      block(
          ":method",
          "CONNECT",
          ":protocol",
          "websocket",
          ":scheme",
          "http",
          ":path",
          "/", //
          ":authority",
          "h");
  private static final byte[] TRAILERS = block("x-sum", "7");
  private static final byte[] OK = block(":status", "200", "a", "b");
  private static final byte[] SHORT = block(":status", "200", "content-length", "4");
  private static final byte[] INTERIM = block(":status", "103");
  private static final byte[] SETTINGS = {0, 4, 0, 0, 0x10, 0};

  private static List<byte[]> clientFrames() {
    return List.of(
        frame(RawHttp2Peer.SETTINGS, 0, 0, SETTINGS),
        frame(RawHttp2Peer.SETTINGS, 1, 0),
        frame(RawHttp2Peer.PING, 0, 0, new byte[8]),
        frame(RawHttp2Peer.HEADERS, 4, 1, POST),
        frame(RawHttp2Peer.DATA, 0, 1, text("body")),
        frame(RawHttp2Peer.HEADERS, 5, 3, GET),
        frame(RawHttp2Peer.DATA, 8, 1, text("\2moreXX")),
        frame(RawHttp2Peer.HEADERS, 5, 1, TRAILERS),
        frame(RawHttp2Peer.WINDOW_UPDATE, 0, 0, new byte[] {0, 0, 1, 0}),
        frame(RawHttp2Peer.PRIORITY, 0, 5, new byte[5]),
        frame(99, 0, 7, new byte[3]),
        frame(RawHttp2Peer.HEADERS, 0, 5, Arrays.copyOf(COUNTED, 5)),
        frame(RawHttp2Peer.CONTINUATION, 4, 5, Arrays.copyOfRange(COUNTED, 5, COUNTED.length)),
        frame(RawHttp2Peer.DATA, 1, 5, text("four")),
        frame(RawHttp2Peer.HEADERS, 4, 7, CONNECT),
        frame(RawHttp2Peer.DATA, 0, 7, text("through")),
        frame(RawHttp2Peer.HEADERS, 4, 9, WEBSOCKET),
        frame(RawHttp2Peer.DATA, 1, 9, text("socket")),
        frame(RawHttp2Peer.RST_STREAM, 0, 7, new byte[] {0, 0, 0, 8}),
        frame(RawHttp2Peer.WINDOW_UPDATE, 0, 9, new byte[] {0, 0, 1, 0}));
  }

  private static List<byte[]> serverFrames() {
    return List.of(
        frame(RawHttp2Peer.SETTINGS, 0, 0, SETTINGS),
        frame(RawHttp2Peer.SETTINGS, 1, 0),
        frame(RawHttp2Peer.HEADERS, 4, 1, INTERIM),
        frame(RawHttp2Peer.HEADERS, 4, 1, OK),
        frame(RawHttp2Peer.DATA, 0, 1, text("body")),
        frame(RawHttp2Peer.HEADERS, 4, 3, SHORT),
        frame(RawHttp2Peer.DATA, 1, 3, text("four")),
        frame(RawHttp2Peer.HEADERS, 5, 1, TRAILERS),
        frame(RawHttp2Peer.HEADERS, 4, 5, OK),
        frame(RawHttp2Peer.WINDOW_UPDATE, 0, 0, new byte[] {0, 0, 1, 0}),
        frame(RawHttp2Peer.PING, 0, 0, new byte[8]),
        frame(RawHttp2Peer.RST_STREAM, 0, 5, new byte[] {0, 0, 0, 7}),
        frame(RawHttp2Peer.GOAWAY, 0, 0, new byte[] {0, 0, 0, 3, 0, 0, 0, 0}));
  }

  private static byte[] mixed(List<byte[]> sound, SplittableRandom random) {
    var frames = new ArrayList<>(sound);
    for (int i = random.nextInt(5); i > 0; i--) {
      int at = random.nextInt(1, frames.size());
      switch (random.nextInt(6)) {
        case 0 -> frames.remove(at);
        case 1 -> frames.add(at, frames.get(random.nextInt(frames.size())));
        case 2 -> frames.add(random.nextInt(1, frames.size()), frames.remove(at));
        case 3 -> frames.add(at, madeUp(random));
        case 4 -> {
          var repeated = frames.get(at);
          for (int n = random.nextInt(1, 30); n > 0; n--) {
            frames.add(at, repeated);
          }
        }
        default -> frames.set(at, damaged(frames.get(at), random));
      }
      if (frames.size() < 2) {
        frames.add(madeUp(random));
      }
    }
    var out = Unpooled.buffer();
    frames.forEach(out::writeBytes);
    return Arrays.copyOf(out.array(), out.readableBytes());
  }

  private static byte[] madeUp(SplittableRandom random) {
    var payload = new byte[random.nextInt(40)];
    random.nextBytes(payload);
    return frame(random.nextInt(12), random.nextInt(256), random.nextInt(12), payload);
  }

  private static byte[] damaged(byte[] frame, SplittableRandom random) {
    byte[] damaged = frame.clone();
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      int at = random.nextInt(random.nextBoolean() ? FRAME_HEADER : damaged.length);
      damaged[at] =
          (byte) (random.nextBoolean() ? random.nextInt() : damaged[at] ^ 1 << random.nextInt(8));
    }
    return damaged;
  }

  // --- what it is fed to ---

  /// An owner whose streams do something at random.
  private static final class Peer implements Http2Connection.Owner {

    final List<Stream> streams = new ArrayList<>();
    final ByteBuf sent = Unpooled.buffer();
    private final @Nullable SplittableRandom random;
    boolean hasFailed;
    private long nanos;

    /// @param random what streams do; null for nothing
    Peer(@Nullable SplittableRandom random) {
      this.random = random;
    }

    @Override
    public void write(ByteBuf owned) {
      sent.writeBytes(owned);
      owned.release();
    }

    @Override
    public void flushSoon() {}

    @Override
    public Http2StreamSink opened(Http2Stream stream) {
      var opened = new Stream(this);
      opened.stream = stream;
      streams.add(opened);
      return opened;
    }

    @Override
    public void streamsChanged() {}

    @Override
    public void failed(Http2Error error, String detail) {
      assertThat(hasFailed).as("failed twice").isFalse();
      hasFailed = true;
    }

    @Override
    public long nanoTime() {
      return nanos += 1_000;
    }
  }

  private static final class Stream implements Http2StreamSink {

    final List<String> events = new ArrayList<>();
    @Nullable Http2Stream stream;
    private final Peer peer;
    private boolean hasHead;
    private boolean isOver;
    private boolean isPaused;

    Stream(Peer peer) {
      this.peer = peer;
    }

    @Override
    public void head(HttpHead head, long length) {
      assertThat(isOver || hasHead).as("head behind %s", events).isFalse();
      boolean isInterim = head instanceof ResponseHead response && response.status() < 200;
      hasHead = !isInterim;
      events.add("head " + length);
      act();
    }

    @Override
    public void data(ByteBuf owned) {
      assertThat(hasHead && !isOver).as("data behind %s", events).isTrue();
      assertThat(owned.isReadable()).isTrue();
      var text = owned.toString(StandardCharsets.ISO_8859_1);
      owned.release();
      int last = events.size() - 1;
      if (events.get(last).startsWith("data ")) {
        events.set(last, events.get(last) + text);
      } else {
        events.add("data " + text);
      }
      act();
    }

    @Override
    public void end(@Nullable HttpTail tail) {
      assertThat(hasHead && !isOver).as("end behind %s", events).isTrue();
      isOver = true;
      events.add("end");
      act();
    }

    @Override
    public void reset(Http2Error error, boolean isUnprocessed) {
      assertThat(events).as("reset twice").noneMatch(event -> event.startsWith("reset"));
      isOver = true;
      events.add("reset");
    }

    @Override
    public void writable() {}

    /// With its answer, which may come before the request is whole.
    boolean endedItself() {
      return peer.random != null && stream != null && stream.isClosed();
    }

    /// What does not depend on where the input was cut: of a frame that breaks off or is too long,
    /// a part may have been passed on before that is known.
    List<String> settled() {
      int size = events.size();
      boolean isCut =
          size > 1 && events.getLast().equals("reset") && events.get(size - 2).startsWith("data ");
      if (!isCut) {
        return events;
      }
      var settled = new ArrayList<>(events);
      settled.remove(size - 2);
      return settled;
    }

    private void act() {
      var random = peer.random;
      var open = stream;
      if (random == null || open == null) {
        return;
      }
      switch (random.nextInt(8)) {
        case 0 ->
            open.sendHead(
                SentFields.response(
                    new ResponseHead(200, null, "HTTP/1.1", new HttpHeaders()), Framing.CHUNKED),
                random.nextInt(4) == 0);
        case 1 -> open.send(Unpooled.buffer().writeZero(random.nextInt(1, 100)));
        case 2 -> open.end(null);
        case 3 -> {
          if (random.nextInt(4) == 0) {
            isOver = true;
            open.reset(Http2Error.CANCEL);
          }
        }
        case 4 -> {
          if (isPaused) {
            open.resumeCredit();
          } else {
            open.pauseCredit();
          }
          isPaused = !isPaused;
        }
        default -> {}
      }
    }
  }

  private static Http2Connection client(Peer peer) {
    var connection = Http2Connection.client(peer, Http2Limits.DEFAULT);
    for (int i = 0; i < 3; i++) {
      var sink = new Stream(peer);
      var stream = connection.open(sink);
      sink.stream = stream;
      peer.streams.add(sink);
      var head = new RequestHead("POST", "/", "HTTP/1.1", new HttpHeaders());
      stream.sendHead(SentFields.request(head, Framing.CHUNKED, "http"), false);
      stream.send(Unpooled.copiedBuffer("asked", StandardCharsets.US_ASCII));
      stream.end(null);
    }
    return connection;
  }

  private static Peer feed(
      byte[] preface, byte[] input, boolean isServer, List<Integer> cuts, Peer peer) {
    var allocator = new UnpooledByteBufAllocator(false, true);
    var connection = isServer ? Http2Connection.server(peer, Http2Limits.DEFAULT) : client(peer);
    var all = Unpooled.wrappedBuffer(preface, input);
    for (int size : cuts) {
      int length = Math.min(size, all.readableBytes());
      connection.read(allocator.heapBuffer(length).writeBytes(all, length));
    }
    connection.read(allocator.heapBuffer(all.readableBytes()).writeBytes(all));
    connection.flush();
    boolean endsByItself = input.length % 2 == 0;
    if (endsByItself) {
      connection.endOfInput();
    }
    connection.close();
    assertThat(allocator.metric().usedHeapMemory()).as("bytes not released").isZero();
    for (var stream : peer.streams) {
      assertThat(stream.isOver || stream.endedItself())
          .as("comes to an end: %s", stream.events)
          .isTrue();
    }
    assertThat(connection.streamCount()).isZero();
    return peer;
  }

  private static List<Integer> cuts(int length, SplittableRandom random) {
    var cuts = new ArrayList<Integer>();
    for (int left = length; left > 0; ) {
      int size = random.nextInt(1, random.nextBoolean() ? 10 : 200);
      cuts.add(size);
      left -= size;
    }
    return cuts;
  }

  /// What is sent must be whole frames of sizes that everybody takes.
  private static void assertWholeFrames(ByteBuf sent, boolean hasPreface) {
    sent.skipBytes(hasPreface ? PREFACE.length : 0);
    while (sent.isReadable()) {
      int length = sent.readUnsignedMedium();
      assertThat(length).isLessThanOrEqualTo(16_384);
      assertThat(sent.readUnsignedByte()).isLessThanOrEqualTo((short) 9);
      sent.skipBytes(5 + length);
    }
  }

  private static void run(SplittableRandom random, boolean isServer) {
    byte[] preface = isServer ? PREFACE : new byte[0];
    byte[] input = mixed(isServer ? clientFrames() : serverFrames(), random);
    var cuts = cuts(preface.length + input.length, random);

    // the same wherever it is cut
    var whole = feed(preface, input, isServer, List.of(), new Peer(null));
    var pieces = feed(preface, input, isServer, cuts, new Peer(null));
    assertThat(pieces.hasFailed).isEqualTo(whole.hasFailed);
    assertThat(pieces.streams.stream().map(Stream::settled).toList())
        .isEqualTo(whole.streams.stream().map(Stream::settled).toList());
    assertThat(whole.sent.readableBytes())
        .isLessThan(FIXED_COST + AMPLIFICATION * (preface.length + input.length));
    assertWholeFrames(whole.sent, !isServer);

    // and whatever the streams do
    var busy = feed(preface, input, isServer, cuts, new Peer(random.split()));
    assertWholeFrames(busy.sent, !isServer);
  }

  @Test
  void what_clients_may_send_does_no_harm() {
    Fuzz.run(ROUNDS, random -> run(random, true));
  }

  @Test
  void what_servers_may_send_does_no_harm() {
    Fuzz.run(ROUNDS, random -> run(random, false));
  }
}
