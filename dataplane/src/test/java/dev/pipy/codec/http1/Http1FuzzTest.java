package dev.pipy.codec.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.codec.http.RequestHead;
import dev.pipy.codec.http.ResponseHead;
import dev.pipy.testing.Fuzz;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Valid messages, damaged at random.
class Http1FuzzTest {

  private static final int ROUNDS = 25_000;

  private static final List<String> REQUESTS =
      List.of(
          "GET /a?b=c HTTP/1.1\r\nHost: x\r\nConnection: keep-alive, x-a\r\nX-A: 1\r\n\r\n",
          "POST / HTTP/1.1\r\nHost: x:80\r\nContent-Length: 11\r\n\r\nhello world",
          Wire.lines("PUT / HTTP/1.1", "Host: x", "Transfer-Encoding: chunked", "")
              + Wire.lines("", "5;a=b", "hello", "1", "!", "0", "X-Sum: 1", "", ""),
          "CONNECT x:443 HTTP/1.1\r\nHost: x\r\n\r\n",
          "GET http://x/ HTTP/1.1\r\nHost: x\r\nTE: trailers\r\nUpgrade: h2c\r\n\r\n",
          "GET / HTTP/1.0\r\n\r\n");

  private static final List<String> RESPONSES =
      List.of(
          "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nSet-Cookie: a\r\nset-cookie: b\r\n\r\nhello",
          "HTTP/1.1 100 Continue\r\n\r\n",
          Wire.lines("HTTP/1.1 404 Not Found", "Transfer-Encoding: chunked", "", "5", "hello")
              + Wire.lines("", "00", "X-Sum: 1", "", ""),
          "HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n",
          "HTTP/1.0 200\r\nConnection: close\r\n\r\nall the rest");

  private static final String[] SPLINTERS = {
    "\r\n",
    "\n",
    "\r",
    " ",
    "\t",
    ":",
    ",",
    "0",
    "\u0000",
    "\u00ff",
    ";",
    "HTTP/1.1",
    "\r\nContent-Length: 3\r\n",
    "\r\nTransfer-Encoding: chunked\r\n",
    "\r\nHost: y\r\n",
    "chunked",
    "\r\n\r\n",
    "ffffffffffffffff",
    "\r\n ",
    "close"
  };

  private SplittableRandom random = new SplittableRandom();

  /// Runs a test with random values of one seed after the other.
  private int fuzz(int rounds, Runnable test) {
    return Fuzz.run(
        rounds,
        seeded -> {
          random = seeded;
          test.run();
        });
  }

  private byte[] damaged(List<String> messages) {
    var text = new StringBuilder();
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      text.append(messages.get(random.nextInt(messages.size())));
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      int at = random.nextInt(text.length());
      int end = Math.min(text.length(), at + random.nextInt(1, 12));
      switch (random.nextInt(5)) {
        case 0 -> text.setCharAt(at, (char) random.nextInt(256));
        case 1 -> text.delete(at, at + 1);
        case 2 -> text.insert(at, SPLINTERS[random.nextInt(SPLINTERS.length)]);
        case 3 -> text.insert(at, text.substring(at, end));
        default -> text.delete(at, end);
      }
      if (text.isEmpty()) {
        text.append('G');
      }
    }
    return text.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private List<byte[]> pieces(byte[] input) {
    var pieces = new ArrayList<byte[]>();
    for (int from = 0; from < input.length; ) {
      int to = Math.min(input.length, from + random.nextInt(1, 40));
      pieces.add(Arrays.copyOfRange(input, from, to));
      from = to;
    }
    return pieces;
  }

  /// Fails unless the lines are what a sink was promised.
  private static void assertOrderly(List<String> lines, String input) {
    boolean isInside = false;
    boolean isOver = false;
    for (var line : lines) {
      boolean isEnd = line.equals("end") || line.startsWith("end {");
      boolean isStop = line.startsWith("malformed ") || line.equals("truncated");
      // a tunnel has data outside messages
      boolean isData = line.startsWith("data ");
      if (isOver || (!isData && !isStop && isInside != isEnd)) {
        throw new AssertionError(line + " out of place in " + lines + " of " + input);
      }
      isInside = isData ? isInside : !isEnd;
      isOver = isStop;
    }
  }

  /// What matters of the framing: bodies and ends, up to the place where decoding stopped.
  private static List<String> bodies(List<String> lines) {
    return lines.stream()
        .map(line -> line.startsWith("end {") ? "end" : line)
        .filter(line -> line.startsWith("data ") || line.equals("end"))
        .toList();
  }

  @Test
  void damaged_requests_do_no_harm() {
    var accepted = new int[1];
    int rounds =
        fuzz(
            ROUNDS,
            () -> {
              var input = damaged(REQUESTS);
              String shown = new String(input, StandardCharsets.ISO_8859_1);

              var lines = Wire.requests(List.of(input));

              assertOrderly(lines, shown);
              assertThat(Wire.requests(pieces(input))).as(shown).isEqualTo(lines);
              var relay = Relay.ofRequests();
              new Http1RequestDecoder(Http1Limits.DEFAULT, relay).read(Wire.buffer(shown));
              var relayed = Wire.requests(List.of(relay.octets()));
              assertThat(relayed).as(shown).noneMatch(line -> line.startsWith("malformed"));
              assertThat(bodies(relayed))
                  .as(shown)
                  .startsWith(bodies(lines).toArray(String[]::new));
              accepted[0] += lines.contains("end") ? 1 : 0;
            });
    assertThat(accepted[0]).isBetween(rounds / 4, rounds);
  }

  @Test
  void damaged_responses_do_no_harm() {
    fuzz(
        ROUNDS,
        () -> {
          var input = damaged(RESPONSES);
          String shown = new String(input, StandardCharsets.ISO_8859_1);

          var lines = Wire.responses(List.of(input), Wire.get());

          assertOrderly(lines, shown);
          assertThat(Wire.responses(pieces(input), Wire.get())).as(shown).isEqualTo(lines);
          var relay = Relay.ofResponses();
          var decoder = new Http1ResponseDecoder(Http1Limits.DEFAULT, relay, _ -> Wire.get());
          decoder.read(Wire.buffer(shown));
          decoder.endOfInput();
          var relayed = Wire.responses(List.of(relay.octets()), Wire.get());
          assertThat(relayed).as(shown).noneMatch(line -> line.startsWith("malformed"));
          assertThat(bodies(relayed)).as(shown).startsWith(bodies(lines).toArray(String[]::new));
        });
  }

  @Test
  void calls_from_inside_the_sink_do_no_harm() {
    fuzz(
        ROUNDS / 5,
        () -> {
          var input = damaged(REQUESTS);
          var sink = new RecordingSink<RequestHead>();
          var decoder = new Http1RequestDecoder(Http1Limits.DEFAULT, sink);
          Runnable meddle =
              () -> {
                switch (random.nextInt(12)) {
                  case 0 -> decoder.pause();
                  case 1 -> decoder.resume();
                  case 2 -> decoder.passThrough();
                  case 3 -> decoder.close();
                  case 4 -> decoder.read(Wire.buffer("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
                  case 5 -> decoder.endOfInput();
                  default -> {}
                }
              };
          sink.onHead(meddle).onData(meddle).onEnd(meddle);

          Wire.feed(
              pieces(input),
              buffer -> {
                decoder.read(buffer);
                decoder.resume();
              },
              decoder::close);

          assertOrderly(sink.lines, new String(input, StandardCharsets.ISO_8859_1));
        });
  }

  @Test
  void tunnels_and_interim_responses_do_no_harm() {
    fuzz(
        ROUNDS / 5,
        () -> {
          var input = damaged(RESPONSES);
          var request = random.nextBoolean() ? Wire.connect() : Wire.head();
          var sink = new RecordingSink<ResponseHead>();
          var decoder = new Http1ResponseDecoder(Http1Limits.DEFAULT, sink, _ -> request);

          Wire.feed(pieces(input), decoder::read, decoder::endOfInput);

          assertOrderly(sink.lines, new String(input, StandardCharsets.ISO_8859_1));
          assertThat(Wire.responses(List.of(input), request)).isEqualTo(sink.lines);
        });
  }
}
