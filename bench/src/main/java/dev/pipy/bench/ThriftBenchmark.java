package dev.pipy.bench;

import dev.pipy.codec.thrift.ThriftDecoder;
import dev.pipy.codec.thrift.ThriftException;
import dev.pipy.codec.thrift.ThriftWriter;
import dev.pipy.event.StreamError;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
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

/// A call of Thrift with five values, in the compact protocol.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class ThriftBenchmark {

  private static final Map<String, Object> CALL =
      Map.of(
          "protocol",
          "compact",
          "type",
          "call",
          "seqID",
          7,
          "name",
          "getItem",
          "fields",
          List.of(
              field(1, "I64", 4711L),
              field(2, "BINARY", "blue"),
              field(3, "BOOL", true),
              field(4, "DOUBLE", 0.5),
              field(5, "LIST", Map.of("elementType", "I32", "elements", List.of(1, 2, 3)))));

  private final ByteBuf call;
  private final Ears ears = new Ears();
  private final ThriftDecoder decoder = new ThriftDecoder(1 << 20, ears);

  /// Writes the call that is read again and again.
  public ThriftBenchmark() {
    try {
      var bytes = ThriftWriter.write(CALL, false);
      call = Unpooled.directBuffer(bytes.length).writeBytes(bytes);
    } catch (ThriftException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// Counts what comes.
  private static final class Ears implements ThriftDecoder.Sink {

    private long count;

    @Override
    public void message(Map<String, Object> message, int size) {
      count++;
    }

    @Override
    public void failed(StreamError error) {
      throw new IllegalStateException(error.code());
    }
  }

  private static Map<String, Object> field(int id, String type, Object value) {
    return Map.of("id", id, "type", type, "value", value);
  }

  /// Reads the call.
  @Benchmark
  public long decodeThrift() {
    decoder.read(call.retainedDuplicate());
    return ears.count;
  }

  /// Writes it.
  @Benchmark
  public int encodeThrift() throws ThriftException {
    return ThriftWriter.write(CALL, false).length;
  }

  /// Frees the buffers.
  @TearDown
  public void release() {
    decoder.stop();
    call.release();
  }
}
