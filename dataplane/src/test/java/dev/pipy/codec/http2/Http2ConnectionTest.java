package dev.pipy.codec.http2;

import static dev.pipy.testing.RawHttp2Peer.frameOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.codec.http.HttpHeaders;
import dev.pipy.codec.http.HttpTail;
import dev.pipy.codec.http.RequestHead;
import dev.pipy.codec.http.ResponseHead;
import dev.pipy.codec.http1.Framing;
import dev.pipy.testing.EverySplit;
import dev.pipy.testing.RawHttp2Peer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class Http2ConnectionTest {

  private static final int PADDED = 8;
  private static final int PRIORITY = 0x20;

  /// All kinds of frames of a client that behaves.
  private static byte[] conversation() {
    var encoder = new DefaultHttp2HeadersEncoder();
    var out = new ByteArrayOutputStream();
    out.writeBytes(RawHttp2Peer.PREFACE.getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(frameOf(RawHttp2Peer.SETTINGS, 0, 0, new byte[] {0, 4, 0, 0, 0x10, 0}));
    out.writeBytes(frameOf(RawHttp2Peer.SETTINGS, 1, 0));
    out.writeBytes(frameOf(RawHttp2Peer.PING, 0, 0, new byte[8]));
    byte[] post = block(encoder, "POST", "/a", "content-length", "8");
    out.writeBytes(frameOf(RawHttp2Peer.HEADERS, 0, 1, Arrays.copyOf(post, 5)));
    out.writeBytes(frameOf(RawHttp2Peer.CONTINUATION, 0, 1));
    out.writeBytes(
        frameOf(RawHttp2Peer.CONTINUATION, 4, 1, Arrays.copyOfRange(post, 5, post.length)));
    out.writeBytes(frameOf(RawHttp2Peer.DATA, 0, 1, "body".getBytes(StandardCharsets.US_ASCII)));
    byte[] get = block(encoder, "GET", "/b", "cookie", "a=1", "x-a", "b", "cookie", "c=2");
    var padded = new byte[get.length + 8];
    padded[0] = 2;
    System.arraycopy(get, 0, padded, 6, get.length);
    out.writeBytes(frameOf(RawHttp2Peer.HEADERS, 5 | PADDED | PRIORITY, 3, padded));
    out.writeBytes(
        frameOf(RawHttp2Peer.DATA, PADDED, 1, "\2moreXX".getBytes(StandardCharsets.US_ASCII)));
    out.writeBytes(frameOf(RawHttp2Peer.HEADERS, 5, 1, fields(encoder, "x-sum", "7")));
    out.writeBytes(frameOf(RawHttp2Peer.WINDOW_UPDATE, 0, 0, new byte[] {0, 0, 1, 0}));
    out.writeBytes(frameOf(RawHttp2Peer.PRIORITY, 0, 5, new byte[5]));
    out.writeBytes(frameOf(99, 0, 7, new byte[3]));
    out.writeBytes(frameOf(RawHttp2Peer.HEADERS, 4, 5, block(encoder, "PUT", "/c")));
    out.writeBytes(frameOf(RawHttp2Peer.RST_STREAM, 0, 5, new byte[] {0, 0, 0, 8}));
    out.writeBytes(frameOf(RawHttp2Peer.GOAWAY, 0, 0, new byte[8]));
    return out.toByteArray();
  }

  private static byte[] block(
      DefaultHttp2HeadersEncoder encoder, String method, String path, String... more) {
    var all = new ArrayList<>(List.of(":method", method, ":scheme", "http", ":path", path));
    all.addAll(List.of(":authority", "h"));
    all.addAll(List.of(more));
    return fields(encoder, all.toArray(String[]::new));
  }

  private static byte[] fields(DefaultHttp2HeadersEncoder encoder, String... fields) {
    var out = Unpooled.buffer();
    try {
      for (int i = 0; i < fields.length; i += 2) {
        encoder.encodeHeaders(1, new DefaultHttp2Headers(false).add(fields[i], fields[i + 1]), out);
      }
    } catch (Http2Exception failure) {
      throw new IllegalStateException(failure);
    }
    return Arrays.copyOf(out.array(), out.readableBytes());
  }

  private static RecordedConnection feed(List<byte[]> pieces) {
    var owner = new RecordedConnection();
    var connection = Http2Connection.server(owner, Http2Limits.DEFAULT);
    var buffers = new ArrayList<ByteBuf>();
    for (var piece : pieces) {
      var buffer = Unpooled.copiedBuffer(piece);
      buffers.add(buffer);
      connection.read(buffer);
    }
    connection.flush();
    connection.close();
    assertThat(buffers).allSatisfy(buffer -> assertThat(buffer.refCnt()).isZero());
    return owner;
  }

  @Test
  void delivers_the_same_wherever_the_input_is_cut() {
    EverySplit.of(
        conversation(),
        pieces -> {
          var owner = feed(pieces);
          assertThat(owner.events())
              .containsExactly(
                  "1: POST /a host=h content-length=8 (8)",
                  "1: data body",
                  "3: GET /b host=h cookie=a=1; c=2 x-a=b (0)",
                  "3: end",
                  "1: data more",
                  "1: end x-sum=7",
                  "5: PUT /c host=h (-1)",
                  "5: reset CANCEL",
                  "1: reset CANCEL",
                  "3: reset CANCEL");
        });
  }

  /// A client and a server that are joined, each with its owner.
  private static final class Joined {

    final RecordedConnection serverOwner = new RecordedConnection();
    final RecordedConnection clientOwner = new RecordedConnection();
    final Http2Connection server;
    final Http2Connection client;

    Joined(Http2Limits limits) {
      server = Http2Connection.server(serverOwner, limits);
      client = Http2Connection.client(clientOwner, limits);
      exchange();
    }

    /// Carries bytes to and fro until there are none.
    void exchange() {
      boolean hasMore = true;
      while (hasMore) {
        client.flush();
        server.flush();
        var up = clientOwner.sent.readBytes(clientOwner.sent.readableBytes());
        var down = serverOwner.sent.readBytes(serverOwner.sent.readableBytes());
        hasMore = up.isReadable() || down.isReadable();
        server.read(up);
        client.read(down);
      }
    }

    void close() {
      client.close();
      server.close();
    }
  }

  private static RequestHead post() {
    var headers = new HttpHeaders();
    headers.set("Host", "h");
    headers.set("X-A", "1");
    return new RequestHead("POST", "/", "HTTP/1.1", headers);
  }

  @Test
  void carries_messages_with_large_fields_and_tails_both_ways() {
    var joined = new Joined(Http2Limits.DEFAULT);
    var request = post();
    request.headers().set("X-Large", "v".repeat(40_000));
    var tail = new HttpHeaders();
    tail.set("x-sum", "1");

    var stream = joined.client.open(joined.clientOwner.sink("c"));
    stream.sendHead(SentFields.request(request, Framing.CHUNKED, "http"), false);
    stream.send(Unpooled.copiedBuffer("up", StandardCharsets.US_ASCII));
    stream.end(SentFields.tail(new HttpTail(tail)));
    joined.exchange();
    var answer = new ResponseHead(200, null, "HTTP/1.1", new HttpHeaders());
    joined
        .serverOwner
        .opened
        .getFirst()
        .sendHead(SentFields.response(answer, Framing.CHUNKED), false);
    joined
        .serverOwner
        .opened
        .getFirst()
        .send(Unpooled.copiedBuffer("down", StandardCharsets.US_ASCII));
    joined.serverOwner.opened.getFirst().end(null);
    joined.exchange();

    assertThat(joined.serverOwner.events().getFirst())
        .endsWith("v (-1)")
        .hasSizeGreaterThan(40_000);
    assertThat(joined.serverOwner.events()).endsWith("1: data up", "1: end x-sum=1");
    assertThat(joined.clientOwner.events())
        .containsExactly("c: 200 (-1)", "c: data down", "c: end");
    assertThat(joined.client.streamCount() + joined.server.streamCount()).isZero();
    joined.close();
  }

  @Test
  void moves_no_more_than_the_windows_and_nothing_gets_stuck() {
    // given
    var joined =
        new Joined(new Http2Limits(10, 65_536, 100, 65_535, 100_000, Duration.ofSeconds(60)));
    var first = joined.client.open(joined.clientOwner.sink("c1"));
    var second = joined.client.open(joined.clientOwner.sink("c2"));
    first.sendHead(SentFields.request(post(), Framing.CHUNKED, "http"), false);
    second.sendHead(SentFields.request(post(), Framing.CHUNKED, "http"), false);
    joined.exchange();
    var slow = joined.serverOwner.opened.getFirst();

    // when: one reader holds its stream up
    slow.pauseCredit();
    first.send(Unpooled.buffer(1_000_000).writeZero(1_000_000));
    second.send(Unpooled.buffer(1_000_000).writeZero(1_000_000));
    second.end(null);
    joined.exchange();

    // then: the other is through, and the first resumes
    assertThat(received(joined, 1)).isEqualTo(65_535);
    assertThat(received(joined, 3)).isEqualTo(1_000_000);
    assertThat(first.isCongested()).isTrue();
    assertThat(second.isCongested()).isFalse();
    slow.resumeCredit();
    joined.exchange();
    assertThat(received(joined, 1)).isEqualTo(1_000_000);
    assertThat(joined.clientOwner.events()).contains("c1: writable", "c2: writable");
    joined.close();
  }

  private static int received(Joined joined, int streamId) {
    var before = streamId + ": data ";
    return joined.serverOwner.events().stream()
        .filter(event -> event.startsWith(before))
        .mapToInt(event -> event.length() - before.length())
        .sum();
  }

  @Test
  void numbers_streams_in_the_order_of_their_heads() {
    var joined = new Joined(Http2Limits.DEFAULT);
    var first = joined.client.open(joined.clientOwner.sink("c1"));
    var second = joined.client.open(joined.clientOwner.sink("c2"));

    second.sendHead(SentFields.request(post(), Framing.NONE, "http"), true);
    first.sendHead(SentFields.request(post(), Framing.NONE, "http"), true);
    joined.exchange();

    assertThat(second.id()).isEqualTo(1);
    assertThat(first.id()).isEqualTo(3);
    assertThat(joined.serverOwner.events()).hasSize(4);
    joined.close();
  }

  @Test
  void waits_while_its_socket_is_full() {
    var joined = new Joined(Http2Limits.DEFAULT);
    var stream = joined.client.open(joined.clientOwner.sink("c"));
    stream.sendHead(SentFields.request(post(), Framing.CHUNKED, "http"), false);
    joined.client.holdQueue();

    stream.send(Unpooled.copiedBuffer("up", StandardCharsets.US_ASCII));
    joined.exchange();
    assertThat(received(joined, 1)).isZero();

    joined.client.releaseQueue();
    joined.exchange();
    assertThat(received(joined, 1)).isEqualTo(2);
    joined.close();
  }

  @Test
  void ends_streams_of_which_the_peer_takes_nothing() {
    // given: two streams, of which the client reads one
    var joined =
        new Joined(new Http2Limits(10, 65_536, 100, 65_535, 1 << 20, Duration.ofMillis(1)));
    var slow = joined.client.open(joined.clientOwner.sink("slow"));
    var fast = joined.client.open(joined.clientOwner.sink("fast"));
    for (var stream : List.of(slow, fast)) {
      stream.sendHead(SentFields.request(post(), Framing.NONE, "http"), true);
    }
    joined.exchange();
    slow.pauseCredit();
    for (var stream : joined.serverOwner.opened) {
      var answer = new ResponseHead(200, null, "HTTP/1.1", new HttpHeaders());
      stream.sendHead(SentFields.response(answer, Framing.CHUNKED), false);
      stream.send(Unpooled.buffer(100_000).writeZero(100_000));
    }
    joined.exchange();
    joined.server.endStalled();
    assertThat(joined.serverOwner.opened).noneMatch(Http2Stream::isClosed);

    // when: time goes by, and only the other makes progress
    for (int i = 0; i < 1_000; i++) {
      joined.serverOwner.nanoTime();
    }
    joined.serverOwner.opened.getLast().send(Unpooled.buffer(10).writeZero(10));
    joined.exchange();
    joined.server.endStalled();
    joined.exchange();

    // then
    assertThat(joined.clientOwner.events()).contains("slow: reset CANCEL");
    assertThat(fast.isClosed()).isFalse();

    // when: it takes nothing on any
    fast.pauseCredit();
    joined.serverOwner.opened.getLast().send(Unpooled.buffer(100_000).writeZero(100_000));
    joined.exchange();
    for (int i = 0; i < 1_000; i++) {
      joined.serverOwner.nanoTime();
    }
    joined.server.endStalled();
    assertThat(joined.serverOwner.events()).contains("failed ENHANCE_YOUR_CALM");
    joined.close();
  }
}
