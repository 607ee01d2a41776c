package dev.pipy.bench;

import dev.pipy.codec.http.HttpError;
import dev.pipy.codec.http.HttpTail;
import dev.pipy.codec.http.RequestHead;
import dev.pipy.codec.http1.ConnectionOption;
import dev.pipy.codec.http1.Framing;
import dev.pipy.codec.http1.Http1Encoder;
import dev.pipy.codec.http1.Http1Limits;
import dev.pipy.codec.http1.Http1RequestDecoder;
import dev.pipy.codec.http1.Http1Sink;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
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

/// A browser's request: read from its bytes, and read and written again as a proxy does.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class Http1Benchmark {

  private static final String REQUEST =
      """
      GET /catalogue/items/4711?colour=blue&size=m HTTP/1.1
      Host: shop.example.com
      User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0
      Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8
      Accept-Language: en-US,en;q=0.5
      Accept-Encoding: gzip, deflate, br
      Connection: keep-alive
      Cookie: session=d41d8cd98f00b204e9800998ecf8427e; theme=dark

      """
          .replace("\n", "\r\n");

  private final ByteBuf request =
      Unpooled.directBuffer().writeBytes(REQUEST.getBytes(StandardCharsets.US_ASCII));
  private final ByteBuf output = Unpooled.directBuffer(4096);
  private final LastHead heads = new LastHead();
  private final Http1RequestDecoder decoder = new Http1RequestDecoder(Http1Limits.DEFAULT, heads);

  /// Keeps the head that came last.
  private static final class LastHead implements Http1Sink<RequestHead> {
    private @Nullable RequestHead last;

    @Override
    public void head(RequestHead head, long length) {
      last = head;
    }

    @Override
    public void data(ByteBuf owned) {
      owned.release();
    }

    @Override
    public void end(@Nullable HttpTail tail) {}

    @Override
    public void malformed(HttpError error) {
      throw new IllegalStateException("malformed: " + error);
    }

    @Override
    public void truncated() {
      throw new IllegalStateException("truncated");
    }

    RequestHead last() {
      if (last == null) {
        throw new IllegalStateException("no head came");
      }
      return last;
    }
  }

  /// Reads the request.
  @Benchmark
  public Object decode() {
    decoder.read(request.retainedDuplicate());
    return heads.last();
  }

  /// Reads the request, looks at what routers look at, and writes it for an upstream.
  @Benchmark
  public Object forward() {
    decoder.read(request.retainedDuplicate());
    var head = heads.last();
    output.clear();
    Http1Encoder.writeRequest(output, head, Framing.NONE, ConnectionOption.NONE);
    return output;
  }

  /// Frees the buffers.
  @TearDown
  public void release() {
    decoder.close();
    request.release();
    output.release();
  }
}
