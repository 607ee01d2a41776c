package dev.pipy.bench;

import dev.pipy.codec.http.HttpHead;
import dev.pipy.codec.http.HttpTail;
import dev.pipy.codec.http2.Http2Connection;
import dev.pipy.codec.http2.Http2Limits;
import dev.pipy.codec.http2.Http2Stream;
import dev.pipy.codec.http2.Http2StreamSink;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.ArrayDeque;
import java.util.Objects;
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

/// A request and its answer over HTTP/2, both ends in memory: the frames of HEADERS and DATA, with
/// HPACK and windows, written and read once each way.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class Http2Benchmark {

  private static final int BODY = 1024;

  private final Http2Headers request =
      new DefaultHttp2Headers()
          .method("GET")
          .scheme("https")
          .authority("shop.example.com")
          .path("/catalogue/items/4711?colour=blue&size=m")
          .add("accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
          .add("user-agent", "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101")
          .add("cookie", "session=d41d8cd98f00b204e9800998ecf8427e; theme=dark");
  private final Http2Headers response =
      new DefaultHttp2Headers().status("200").add("content-type", "text/html");
  private final ByteBuf body = Unpooled.directBuffer(BODY).writeZero(BODY);
  private final End client = new End();
  private final End server = new End();
  private long answered;

  /// Makes the connections and lets them exchange their settings.
  public Http2Benchmark() {
    client.connection = Http2Connection.client(client, Http2Limits.DEFAULT);
    server.connection = Http2Connection.server(server, Http2Limits.DEFAULT);
    exchange();
  }

  /// One end: what it writes waits for [#exchange].
  private final class End implements Http2Connection.Owner {

    private final ArrayDeque<ByteBuf> written = new ArrayDeque<>();
    private @Nullable Http2Connection connection;

    Http2Connection connection() {
      return Objects.requireNonNull(connection);
    }

    @Override
    public void write(ByteBuf owned) {
      written.add(owned);
    }

    @Override
    public void flushSoon() {}

    @Override
    public Http2StreamSink opened(Http2Stream stream) {
      return new Answering(stream);
    }

    @Override
    public void streamsChanged() {}

    @Override
    public void failed(Http2Error error, String detail) {
      throw new IllegalStateException(error + ": " + detail);
    }

    @Override
    public long nanoTime() {
      return System.nanoTime();
    }
  }

  /// Passes over what comes.
  private class Sink implements Http2StreamSink {

    @Override
    public void head(HttpHead head, long length) {}

    @Override
    public void data(ByteBuf owned) {
      owned.release();
    }

    @Override
    public void end(@Nullable HttpTail tail) {
      answered++;
    }

    @Override
    public void reset(Http2Error error, boolean isUnprocessed) {
      throw new IllegalStateException("reset: " + error);
    }

    @Override
    public void writable() {}
  }

  /// Answers a request.
  private final class Answering extends Sink {

    private final Http2Stream stream;

    Answering(Http2Stream stream) {
      this.stream = stream;
    }

    @Override
    public void end(@Nullable HttpTail tail) {
      stream.sendHead(response, false);
      stream.send(body.retainedDuplicate());
      stream.end(null);
    }
  }

  private void exchange() {
    boolean isBusy = true;
    while (isBusy) {
      boolean hasAsked = pass(client, server);
      isBusy = pass(server, client) || hasAsked;
    }
  }

  private static boolean pass(End from, End to) {
    from.connection().flush();
    boolean isAny = !from.written.isEmpty();
    for (var bytes = from.written.poll(); bytes != null; bytes = from.written.poll()) {
      to.connection().read(bytes);
    }
    return isAny;
  }

  /// A request without a body, answered with 1 KiB.
  @Benchmark
  public long exchangeHttp2() {
    client.connection().open(new Sink()).sendHead(request, true);
    exchange();
    return answered;
  }

  /// Frees the buffers.
  @TearDown
  public void release() {
    client.connection().close();
    server.connection().close();
    body.release();
  }
}
