package dev.pipy.codec.compression;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.codec.compression.Compressed.Frame;
import dev.pipy.event.StreamError;
import dev.pipy.testing.EverySplit;
import dev.pipy.testing.Fuzz;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecompressorTest {

  private static final DecompressionLimit LIMIT = new DecompressionLimit(200, Long.MAX_VALUE);
  private static final List<Frame> FRAMES = List.of(Frame.values());
  private static final String TEXT = "a text, a text, another text, and so on ".repeat(5);

  private record Outcome(String octets, @Nullable StreamError error) {
    byte[] bytes() {
      return octets.getBytes(StandardCharsets.ISO_8859_1);
    }

    String text() {
      return new String(bytes(), StandardCharsets.UTF_8);
    }
  }

  private static Outcome decompress(
      ContentCoding coding, DecompressionLimit limit, List<byte[]> pieces) {
    var out = new ByteArrayOutputStream();
    var decompressor = Decompressor.of(coding, limit);
    try {
      StreamError error = null;
      for (var piece : pieces) {
        ByteBuf direct = Unpooled.directBuffer(piece.length + 1).writeBytes(piece);
        error =
            decompressor.read(
                direct,
                chunk -> {
                  assertThat(chunk.readableBytes()).isBetween(1, Decompressor.CHUNK_SIZE);
                  byte[] copy = new byte[chunk.readableBytes()];
                  chunk.readBytes(copy);
                  chunk.release();
                  out.writeBytes(copy);
                });
        direct.release();
      }
      var end = decompressor.end();
      return new Outcome(out.toString(StandardCharsets.ISO_8859_1), error == null ? end : error);
    } finally {
      decompressor.close();
    }
  }

  private static Outcome decompress(ContentCoding coding, byte[] body) {
    return decompress(coding, LIMIT, List.of(body));
  }

  @ParameterizedTest
  @EnumSource(Frame.class)
  void decompresses_wherever_the_body_is_cut(Frame frame) {
    EverySplit.of(
        Compressed.of(frame, TEXT),
        pieces -> {
          var outcome = decompress(frame.coding(), LIMIT, pieces);
          assertThat(outcome.text()).isEqualTo(TEXT);
          assertThat(outcome.error()).isNull();
        });
  }

  @ParameterizedTest
  @EnumSource(Frame.class)
  void decompresses_much(Frame frame) {
    byte[] body = new byte[3 << 20];
    new Random(1).nextBytes(body);
    Arrays.fill(body, 1 << 20, 2 << 20, (byte) 7);

    var outcome = decompress(frame.coding(), Compressed.of(frame, body));

    assertThat(outcome.bytes()).isEqualTo(body);
    assertThat(outcome.error()).isNull();
  }

  @ParameterizedTest
  @EnumSource(Frame.class)
  void tells_a_body_that_is_cut_off(Frame frame) {
    byte[] whole = Compressed.of(frame, TEXT);
    for (int length = 1; length < whole.length; length++) {
      assertThat(decompress(frame.coding(), Arrays.copyOf(whole, length)).error())
          .as("%d of %d bytes", length, whole.length)
          .isEqualTo(StreamError.PROTOCOL_ERROR);
    }
  }

  @ParameterizedTest
  @EnumSource(Frame.class)
  void takes_no_bytes_for_an_empty_body(Frame frame) {
    assertThat(decompress(frame.coding(), new byte[0]).error()).isNull();
    assertThat(decompress(frame.coding(), Compressed.of(frame, "")))
        .satisfies(outcome -> {
          assertThat(outcome.bytes()).isEmpty();
          assertThat(outcome.error()).isNull();
        });
  }

  @ParameterizedTest
  @EnumSource(Frame.class)
  void refuses_what_follows_the_end(Frame frame) {
    byte[] whole = Compressed.of(frame, TEXT);
    byte[] more = Arrays.copyOf(whole, whole.length + 1);

    assertThat(decompress(frame.coding(), more).error()).isEqualTo(StreamError.PROTOCOL_ERROR);
  }

  @ParameterizedTest
  @EnumSource(Frame.class)
  void stops_a_bomb(Frame frame) {
    byte[] bomb = Compressed.of(frame, new byte[50 << 20]);

    var outcome = decompress(frame.coding(), bomb);

    assertThat(outcome.error()).isEqualTo(StreamError.BUFFER_OVERFLOW);
    assertThat((long) outcome.bytes().length)
        .isLessThanOrEqualTo(Math.max(1 << 20, 200L * bomb.length));
  }

  @ParameterizedTest
  @EnumSource(Frame.class)
  void stops_at_the_largest_size(Frame frame) {
    byte[] body = Compressed.of(frame, TEXT);
    int size = TEXT.length();

    assertThat(decompress(frame.coding(), new DecompressionLimit(1, size), List.of(body)).error())
        .isNull();
    assertThat(
            decompress(frame.coding(), new DecompressionLimit(1, size - 1), List.of(body)).error())
        .isEqualTo(StreamError.BUFFER_OVERFLOW);
  }

  @Test
  void reads_over_all_parts_of_a_gzip_header() {
    byte[] plain = Compressed.of(Frame.GZIP, TEXT);
    var out = new ByteArrayOutputStream();
    out.writeBytes(HexFormat.of().parseHex("1f8b081e0000000000ff"));
    out.writeBytes(HexFormat.of().parseHex("0300aabbcc")); // extra
    out.writeBytes("name\0comment\0".getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(new byte[] {1, 2}); // check of the header
    out.writeBytes(Arrays.copyOfRange(plain, GzipHeader.FIXED_SIZE, plain.length));

    EverySplit.of(
        out.toByteArray(),
        pieces -> {
          var outcome = decompress(ContentCoding.GZIP, LIMIT, pieces);
          assertThat(outcome.text()).isEqualTo(TEXT);
          assertThat(outcome.error()).isNull();
        });
  }

  @Test
  void reads_several_gzip_members() {
    var out = new ByteArrayOutputStream();
    out.writeBytes(Compressed.of(Frame.GZIP, "one,"));
    out.writeBytes(Compressed.of(Frame.GZIP, ""));
    out.writeBytes(Compressed.of(Frame.GZIP, "two"));

    EverySplit.of(
        out.toByteArray(),
        pieces ->
            assertThat(decompress(ContentCoding.GZIP, LIMIT, pieces).text()).isEqualTo("one,two"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00",
        "1f8c",
        "1f8b07",
        "1f8b0820",
        "504b0304",
        "1f8b0800000000000000ffffffff",
      })
  void refuses_what_is_no_gzip(String hex) {
    byte[] body = Arrays.copyOf(HexFormat.of().parseHex(hex), 40);

    assertThat(decompress(ContentCoding.GZIP, body).error()).isEqualTo(StreamError.PROTOCOL_ERROR);
  }

  @Test
  void refuses_a_gzip_member_whose_check_disagrees() {
    byte[] whole = Compressed.of(Frame.GZIP, TEXT);
    for (int i = 1; i <= 8; i++) {
      byte[] damaged = whole.clone();
      damaged[whole.length - i] ^= 1;

      assertThat(decompress(ContentCoding.GZIP, damaged).error())
          .isEqualTo(StreamError.PROTOCOL_ERROR);
    }
  }

  @Test
  void may_be_closed_by_whoever_gets_a_chunk() {
    for (var frame : Frame.values()) {
      var decompressor = Decompressor.of(frame.coding(), LIMIT);
      var chunks = new int[1];

      decompressor.read(
          Unpooled.wrappedBuffer(Compressed.of(frame, "xyz".repeat(100_000))),
          chunk -> {
            chunk.release();
            chunks[0]++;
            decompressor.close();
          });

      assertThat(chunks[0]).isEqualTo(1);
    }
  }

  @Test
  void damaged_bodies_do_no_harm_wherever_they_are_cut() {
    Fuzz.run(
        3_000,
        random -> {
          var frame = FRAMES.get(random.nextInt(FRAMES.size()));
          byte[] body = Compressed.of(frame, TEXT.substring(random.nextInt(TEXT.length())));
          for (int i = random.nextInt(3); i > 0; i--) {
            body[random.nextInt(body.length)] = (byte) random.nextInt();
          }
          int cut = random.nextInt(body.length);
          var whole = decompress(frame.coding(), body);
          var inTwo =
              decompress(
                  frame.coding(),
                  LIMIT,
                  List.of(Arrays.copyOf(body, cut), Arrays.copyOfRange(body, cut, body.length)));

          assertThat(inTwo.error()).isEqualTo(whole.error());
          if (whole.error() == null) {
            assertThat(inTwo.bytes()).isEqualTo(whole.bytes());
          }
        });
  }
}
