package dev.pipy.bench;

import dev.pipy.codec.dubbo.DubboDecoder;
import dev.pipy.codec.dubbo.DubboHeader;
import dev.pipy.codec.mqtt.Packet;
import dev.pipy.codec.mqtt.PacketDecoder;
import dev.pipy.codec.resp.RespReader;
import dev.pipy.codec.resp.RespWriter;
import dev.pipy.codec.websocket.FrameDecoder;
import dev.pipy.codec.websocket.FrameWriter;
import dev.pipy.codec.websocket.Opcode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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

/// One message of each protocol that is not HTTP, read from its bytes; and a WebSocket frame of 16
/// KiB as a client writes it.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class CodecBenchmark {

  private static final int MASK = 0x12345678;

  private final ByteBuf get =
      text("*3\r\n$3\r\nSET\r\n$12\r\nuser:4711:id\r\n$16\r\n0123456789abcdef\r\n");
  private final ByteBuf publish = publish();
  private final ByteBuf invocation = invocation();
  private final ByteBuf payload = Unpooled.directBuffer(16 << 10).writeZero(16 << 10);
  private final ByteBuf frame =
      FrameWriter.write(Opcode.BINARY, true, true, MASK, payload.retainedDuplicate());
  private final Ears ears = new Ears();
  private final RespReader resp = new RespReader(1 << 20, ears);
  private final PacketDecoder mqtt = new PacketDecoder(1 << 20, ears);
  private final DubboDecoder dubbo = new DubboDecoder(ears);
  private final FrameDecoder webSocket = new FrameDecoder(ears);

  /// Counts what comes.
  private static final class Ears
      implements RespReader.Sink, PacketDecoder.Sink, DubboDecoder.Sink, FrameDecoder.Sink {

    private long count;

    @Override
    public void value(@Nullable Object value, long size) {
      count++;
    }

    @Override
    public void packet(Packet packet) {
      count++;
    }

    @Override
    public void begin(DubboHeader header, int length) {}

    @Override
    public void begin(int opcode, boolean isMasked) {}

    @Override
    public void data(ByteBuf bytes) {
      bytes.release();
    }

    @Override
    public void end() {
      count++;
    }

    @Override
    public void malformed() {
      throw new IllegalStateException("malformed");
    }

    @Override
    public void malformed(String complaint) {
      throw new IllegalStateException(complaint);
    }

    @Override
    public void tooLarge() {
      throw new IllegalStateException("too large");
    }
  }

  private static ByteBuf text(String text) {
    return Unpooled.directBuffer().writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /// MQTT 3.1.1, QoS 0, 64 bytes.
  private static ByteBuf publish() {
    var topic = "site/7/machine/42/temperature";
    return Unpooled.directBuffer()
        .writeByte(0x30)
        .writeByte(2 + topic.length() + 64)
        .writeShort(topic.length())
        .writeBytes(topic.getBytes(StandardCharsets.US_ASCII))
        .writeZero(64);
  }

  /// Dubbo, 256 bytes.
  private static ByteBuf invocation() {
    return Unpooled.directBuffer()
        .writeShort(0xdabb)
        .writeByte(0xc2)
        .writeByte(0)
        .writeLong(1)
        .writeInt(256)
        .writeZero(256);
  }

  /// Reads a Redis command.
  @Benchmark
  public long decodeResp() {
    resp.read(get.retainedDuplicate());
    return ears.count;
  }

  /// Writes one.
  @Benchmark
  public int encodeResp() {
    var written = RespWriter.write(List.of("SET", "user:4711:id", "0123456789abcdef"));
    int size = written.readableBytes();
    written.release();
    return size;
  }

  /// Reads an MQTT PUBLISH.
  @Benchmark
  public long decodeMqtt() {
    mqtt.read(publish.retainedDuplicate());
    return ears.count;
  }

  /// Reads a Dubbo invocation.
  @Benchmark
  public long decodeDubbo() {
    dubbo.read(invocation.retainedDuplicate());
    return ears.count;
  }

  /// Reads a masked WebSocket frame of 16 KiB.
  @Benchmark
  public long decodeWebSocket() {
    webSocket.read(frame.retainedDuplicate());
    return ears.count;
  }

  /// Writes one.
  @Benchmark
  public int encodeWebSocket() {
    var written = FrameWriter.write(Opcode.BINARY, true, true, MASK, payload.retainedDuplicate());
    int size = written.readableBytes();
    written.release();
    return size;
  }

  /// Frees the buffers.
  @TearDown
  public void release() {
    for (var buffer : List.of(get, publish, invocation, payload, frame)) {
      buffer.release();
    }
  }
}
