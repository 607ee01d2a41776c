package dev.pipy.bench;

import dev.pipy.codec.compression.Compressor;
import dev.pipy.codec.compression.ContentCoding;
import dev.pipy.codec.compression.DecompressionLimit;
import dev.pipy.codec.compression.Decompressor;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// A body of 64 KiB of JSON, to gzip and back.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class CompressionBenchmark {

  private static final int SIZE = 64 << 10;
  private static final DecompressionLimit LIMIT = new DecompressionLimit(200, 1 << 20);

  private final ByteBuf body = body();
  private final ByteBuf packed = Unpooled.directBuffer();
  private long bytes;

  /// Compresses the body that is decompressed again and again.
  public CompressionBenchmark() {
    compress(part -> {
      packed.writeBytes(part);
      part.release();
    });
  }

  private static ByteBuf body() {
    var text = new StringBuilder();
    for (int i = 0; text.length() < SIZE; i++) {
      text.append("{\"id\":")
          .append(i)
          .append(",\"name\":\"item ")
          .append(i * 7919 % 1000)
          .append("\"},\n");
    }
    var octets = text.toString().getBytes(StandardCharsets.US_ASCII);
    return Unpooled.directBuffer(SIZE).writeBytes(octets, 0, SIZE);
  }

  private void compress(Consumer<ByteBuf> sink) {
    var compressor = Compressor.of(Compressor.Format.GZIP);
    compressor.write(body.duplicate(), sink);
    compressor.finish(sink);
    compressor.close();
  }

  private void count(ByteBuf part) {
    bytes += part.readableBytes();
    part.release();
  }

  /// Compresses.
  @Benchmark
  public long gzip() {
    compress(this::count);
    return bytes;
  }

  /// Decompresses.
  @Benchmark
  public long gunzip() {
    var decompressor = Decompressor.of(ContentCoding.GZIP, LIMIT);
    var error = decompressor.read(packed.duplicate(), this::count);
    decompressor.close();
    if (error != null) {
      throw new IllegalStateException(error.code());
    }
    return bytes;
  }

  /// Frees the buffers.
  @TearDown
  public void release() {
    body.release();
    packed.release();
  }
}
