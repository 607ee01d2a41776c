package dev.pipy.filter.compression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pipy.codec.compression.Compressed;
import dev.pipy.codec.compression.Compressed.Frame;
import dev.pipy.event.Event;
import dev.pipy.event.StreamError;
import dev.pipy.filter.spec.ArgumentException;
import dev.pipy.testing.FilterBench;
import dev.pipy.testing.TestFunction;
import dev.pipy.testing.TestObject;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `compress` and `decompress`.
class StreamCompressionTest {

  private static Event data(byte[] bytes) {
    return new Event.Data(Unpooled.wrappedBuffer(bytes));
  }

  /// The texts that come out, joined.
  private static String joined(FilterBench bench) {
    return String.join("", bench.output().take()).replaceAll("\\)data\\(", "");
  }

  /// Compresses and writes down the bytes.
  private static FilterBench compressing(ByteArrayOutputStream bytes, Object algorithm) {
    var bench = new FilterBench();
    return bench.build(
        bench.linker().node(Compress.SPEC, algorithm),
        FilterBench.filter((event, stage) -> {
          if (event instanceof Event.Data(ByteBuf chunk)) {
            bytes.writeBytes(ByteBufUtil.getBytes(chunk));
            chunk.release();
          } else {
            stage.emit(event);
          }
        }));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate"})
  void compresses_a_stream_so_that_others_can_read_it(String algorithm) throws Exception {
    var bytes = new ByteArrayOutputStream();
    try (var bench = compressing(bytes, algorithm)) {
      bench.feed(bench.data("hel"), FilterBench.start("x"), bench.data("lo"), FilterBench.end());
      bench.feed(FilterBench.streamEnd());

      assertThat(bench.output().events()).containsExactly("streamEnd");
    }
    var in = new ByteArrayInputStream(bytes.toByteArray());
    try (var stream =
        algorithm.equals("gzip") ? new GZIPInputStream(in) : new InflaterInputStream(in)) {
      assertThat(new String(stream.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("hello");
    }
  }

  @Test
  void ends_a_stream_of_nothing_in_order_and_a_broken_one_not() throws Exception {
    var bytes = new ByteArrayOutputStream();
    try (var bench = compressing(bytes, "gzip")) {
      bench.feed(FilterBench.streamEnd());
    }
    try (var stream = new GZIPInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(stream.readAllBytes()).isEmpty();
    }
    bytes.reset();
    try (var bench = compressing(bytes, "gzip")) {
      bench.feed(new Event.StreamEnd(StreamError.READ_ERROR));

      assertThat(bench.output().events()).containsExactly("streamEnd(ReadError)");
      assertThat(bytes.size()).isZero();
    }
  }

  @Test
  void sends_what_is_there_at_the_end_of_a_turn() {
    var bench = new FilterBench();
    try (bench) {
      bench.build(
          bench.linker().node(Compress.SPEC, "gzip"), bench.linker().node(Decompress.SPEC, "gzip"));
      bench.feed(bench.data("one"));
      assertThat(joined(bench)).isEqualTo("data(one)");
      bench.feed(bench.data("two"), bench.data("three"));
      assertThat(joined(bench)).isEqualTo("data(twothree)");
      bench.feed(FilterBench.streamEnd());
      assertThat(joined(bench)).isEqualTo("streamEnd");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GZIP, gzip",
    "GZIP, inflate",
    "ZLIB, inflate",
    "ZLIB, deflate",
    "BARE, inflate",
    "BROTLI, brotli",
  })
  void decompresses_what_others_compressed_wherever_it_is_cut(Frame frame, String algorithm) {
    byte[] bytes = Compressed.of(frame, "hello");
    for (int cut = 1; cut < bytes.length; cut++) {
      try (var bench = FilterBench.of(Decompress.SPEC, algorithm)) {
        bench.feed(data(Arrays.copyOf(bytes, cut)), FilterBench.start("x"));
        bench.feed(FilterBench.end(), data(Arrays.copyOfRange(bytes, cut, bytes.length)));
        bench.feed(FilterBench.streamEnd());

        assertThat(joined(bench)).isEqualTo("data(hello)streamEnd");
      }
    }
  }

  @Test
  void tells_a_stream_that_is_cut_off_or_malformed() {
    byte[] bytes = Compressed.of(Frame.GZIP, "hello");
    for (var input : List.of(Arrays.copyOf(bytes, bytes.length - 1), new byte[] {1, 2, 3})) {
      try (var bench = FilterBench.of(Decompress.SPEC, "gzip")) {
        bench.feed(data(input), FilterBench.streamEnd());

        assertThat(bench.output().events()).endsWith("streamEnd(ProtocolError)");
        assertThat(bench.pipeline().takesInput()).isFalse();
      }
    }
    try (var bench = FilterBench.of(Decompress.SPEC, "gzip")) {
      bench.feed(data(Arrays.copyOf(bytes, 5)), new Event.StreamEnd(StreamError.READ_ERROR));
      assertThat(bench.output().events()).containsExactly("streamEnd(ReadError)");
    }
    try (var bench = FilterBench.of(Decompress.SPEC, "gzip")) {
      bench.feed(FilterBench.streamEnd());
      assertThat(bench.output().events()).containsExactly("streamEnd");
    }
  }

  @Test
  void bounds_what_comes_out() {
    byte[] bomb = Compressed.of(Frame.GZIP, new byte[8 << 20]);
    try (var bench = FilterBench.of(Decompress.SPEC, "gzip")) {
      bench.feed(data(bomb), FilterBench.streamEnd());
      assertThat(bench.output().events()).endsWith("streamEnd(BufferOverflow)");
    }
    var options = new TestObject(Map.of("maxSize", 4));
    try (var bench = FilterBench.of(Decompress.SPEC, "gzip", options)) {
      bench.feed(data(Compressed.of(Frame.GZIP, "hello")), FilterBench.streamEnd());
      assertThat(bench.output().events()).containsExactly("streamEnd(BufferOverflow)");
    }
  }

  @Test
  void asks_a_function_once() {
    var asked = new ArrayList<String>();
    var gzip =
        TestFunction.of(_ -> {
          asked.add("asked");
          return "gzip";
        });
    var bench = new FilterBench();
    try (bench) {
      bench.build(
          bench.linker().node(Compress.SPEC, gzip), bench.linker().node(Decompress.SPEC, gzip));
      bench.feed(bench.data("one"), bench.data("two"), FilterBench.streamEnd());

      assertThat(joined(bench)).isEqualTo("data(onetwo)streamEnd");
      assertThat(asked).hasSize(2);
    }
  }

  @Test
  void lets_a_stream_pass_for_no_algorithm_and_ends_it_for_an_unknown_one() {
    for (var spec : List.of(Compress.SPEC, Decompress.SPEC)) {
      try (var bench = FilterBench.of(spec, TestFunction.returning(null))) {
        bench.feed(bench.data("one"), FilterBench.start("x"), FilterBench.streamEnd());
        assertThat(bench.output().events()).containsExactly("data(one)", "streamEnd");
      }
      try (var bench = FilterBench.of(spec, TestFunction.returning("lzw"))) {
        bench.feed(bench.data("one"));
        assertThat(bench.output().events()).containsExactly("streamEnd(RuntimeError)");
      }
      assertThatThrownBy(() -> FilterBench.of(spec, "lzw"))
          .isInstanceOf(ArgumentException.class)
          .hasMessageContaining("argument #1 expects '");
    }
  }
}
