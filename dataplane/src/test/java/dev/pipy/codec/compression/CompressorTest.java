package dev.pipy.codec.compression;

import static org.assertj.core.api.Assertions.assertThat;

import com.aayushatharva.brotli4j.decoder.BrotliInputStream;
import dev.pipy.testing.Fuzz;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CompressorTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @BeforeAll
  static void load_the_native_library() {
    assertThat(Compressor.Format.BROTLI.isAvailable()).isTrue();
  }

  private void take(ByteBuf chunk) {
    byte[] copy = new byte[chunk.readableBytes()];
    chunk.readBytes(copy);
    chunk.release();
    out.writeBytes(copy);
  }

  private static byte[] read(Compressor.Format format, byte[] compressed) {
    var in = new ByteArrayInputStream(compressed);
    try (var stream =
        switch (format) {
          case GZIP -> new GZIPInputStream(in);
          case DEFLATE -> new InflaterInputStream(in);
          case BROTLI -> new BrotliInputStream(in);
        }) {
      return stream.readAllBytes();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  @ParameterizedTest
  @EnumSource(Compressor.Format.class)
  void writes_what_others_can_read(Compressor.Format format) {
    Fuzz.run(
        200,
        random -> {
          out.reset();
          var plain = new ByteArrayOutputStream();
          var compressor = Compressor.of(format);
          for (int i = random.nextInt(10); i > 0; i--) {
            byte[] piece = new byte[random.nextInt(random.nextBoolean() ? 100 : 50_000)];
            if (random.nextBoolean()) {
              random.nextBytes(piece);
            }
            plain.writeBytes(piece);
            compressor.write(Unpooled.wrappedBuffer(piece), this::take);
            if (random.nextInt(3) == 0) {
              compressor.flush(this::take);
            }
          }
          compressor.finish(this::take);
          compressor.close();

          assertThat(read(format, out.toByteArray())).isEqualTo(plain.toByteArray());
        });
  }

  @ParameterizedTest
  @CsvSource({"GZIP, GZIP", "DEFLATE, DEFLATE", "BROTLI, BROTLI"})
  void gives_out_all_when_flushed(Compressor.Format format, ContentCoding coding) {
    var compressor = Compressor.of(format);
    compressor.write(Unpooled.wrappedBuffer("hello".getBytes(StandardCharsets.UTF_8)), this::take);
    compressor.flush(this::take);
    compressor.close();

    var text = new StringBuilder();
    var decompressor = Decompressor.of(coding, new DecompressionLimit(200, Long.MAX_VALUE));
    decompressor.read(
        Unpooled.wrappedBuffer(out.toByteArray()),
        chunk -> {
          text.append(chunk.toString(StandardCharsets.UTF_8));
          chunk.release();
        });
    decompressor.close();

    assertThat(text).hasToString("hello");
  }

  @ParameterizedTest
  @EnumSource(Compressor.Format.class)
  void may_be_closed_by_whoever_gets_a_chunk(Compressor.Format format) {
    var compressor = Compressor.of(format);
    byte[] noise = new byte[1_000_000];
    new Random(1).nextBytes(noise);
    var chunks = new int[1];

    compressor.write(
        Unpooled.wrappedBuffer(noise),
        chunk -> {
          chunk.release();
          chunks[0]++;
          compressor.close();
        });
    compressor.finish(this::take);

    assertThat(chunks[0]).isEqualTo(1);
    assertThat(out.size()).isZero();
  }
}
