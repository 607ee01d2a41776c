package dev.pipy.codec.http1;

import dev.pipy.codec.http.HttpError;
import dev.pipy.codec.http.HttpHeaders;
import dev.pipy.codec.http.HttpTail;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// The machine under both decoders. States:
///
/// ```text
/// HEAD -> BODY | UNTIL_CLOSE | CHUNK_HEADER <-> CHUNK_DATA, CHUNK_HEADER -> TRAILERS
///   `<------ end of message ------ all of them ------> TUNNEL
/// any -> STOPPED: closed, malformed, or the input ended
/// ```
///
/// A call from inside the sink only changes state or queues; the outermost call does the work.
/// State is therefore always set before the sink is called, and never trusted after.
final class MessageDecoder<H> {

  private enum State {
    HEAD,
    BODY,
    CHUNK_HEADER,
    CHUNK_DATA,
    TRAILERS,
    UNTIL_CLOSE,
    TUNNEL,
    STOPPED
  }

  private static final short LINE_END = '\r' << 8 | '\n';

  private final HeadReader<H> reader;
  private final Http1Sink<H> sink;
  private final HeadScanner heads;
  private final Http1Limits limits;
  private final ArrayDeque<ByteBuf> waiting = new ArrayDeque<>(2);

  /// Made for the first chunked body.
  private @Nullable ChunkHeader chunk;

  /// Made for the first trailers.
  private @Nullable HeadScanner trailers;

  private State state = State.HEAD;
  private long remaining;
  private boolean isRunning;
  private boolean isPaused;
  private boolean isTunnelNext;
  private boolean hasInputEnded;
  private boolean keepsSizes;
  private long headSize;
  private long bodySize;

  MessageDecoder(HeadReader<H> reader, Http1Limits limits, Http1Sink<H> sink) {
    this.reader = reader;
    this.limits = limits;
    this.sink = sink;
    this.heads = HeadScanner.forHeads(reader, limits);
  }

  void keepSizes() {
    keepsSizes = true;
  }

  void read(ByteBuf owned) {
    if (state == State.STOPPED || hasInputEnded || !owned.isReadable()) {
      owned.release();
      return;
    }
    waiting.add(owned);
    work();
  }

  void endOfInput() {
    hasInputEnded = true;
    work();
  }

  boolean isIdle() {
    return state == State.HEAD && waiting.isEmpty() && !heads.isInside();
  }

  boolean isInsideHead() {
    return state == State.HEAD && heads.isInside();
  }

  boolean isTunnel() {
    return state == State.TUNNEL;
  }

  long heldBytes() {
    long held = 0;
    for (var buffer : waiting) {
      held += buffer.readableBytes();
    }
    return held;
  }

  void pause() {
    isPaused = true;
  }

  void resume() {
    isPaused = false;
    work();
  }

  void passThrough() {
    isPaused = false;
    if (state == State.HEAD) {
      if (heads.isInside()) {
        var begun = heads.takeBlock();
        waiting.addFirst(Unpooled.wrappedBuffer(begun.bytes(), 0, begun.length()));
      }
      state = State.TUNNEL;
      work();
    } else if (state != State.STOPPED) {
      isTunnelNext = true;
      work();
    }
  }

  void close() {
    state = State.STOPPED;
    ByteBuf buffer;
    while ((buffer = waiting.poll()) != null) {
      buffer.release();
    }
  }

  private void work() {
    if (isRunning) {
      return;
    }
    isRunning = true;
    try {
      boolean hasMore = true;
      while (hasMore) {
        hasMore = step();
      }
    } finally {
      isRunning = false;
    }
  }

  /// Does one thing; false if nothing can be done before more input or a resume.
  private boolean step() {
    if (state == State.STOPPED || (isPaused && state == State.HEAD)) {
      return false;
    }
    if (remaining == 0 && state == State.BODY) {
      endMessage(null);
      return true;
    }
    @Nullable ByteBuf in = waiting.peek();
    if (in == null) {
      if (hasInputEnded) {
        endInput();
      }
      return false;
    }
    switch (state) {
      case HEAD -> readHead(in);
      case BODY, CHUNK_DATA -> readData(in);
      case CHUNK_HEADER -> readChunkHeader(in);
      case TRAILERS -> readTrailers(in);
      case UNTIL_CLOSE, TUNNEL -> {
        bodySize += in.readableBytes();
        sink.data(take(in, in.readableBytes()));
      }
      case STOPPED -> {}
    }
    return true;
  }

  private void readHead(ByteBuf in) {
    int before = in.readableBytes();
    var progress = heads.scan(in);
    headSize += before - in.readableBytes();
    dropIfRead(in);
    switch (progress) {
      case MORE -> {}
      case MALFORMED -> fail(reader.blame(heads.error()));
      case COMPLETE -> {
        var block = heads.takeBlock();
        @Nullable HttpError problem = reader.check(block);
        if (problem != null) {
          fail(problem);
          return;
        }
        var framing = reader.framing(block);
        isTunnelNext = reader.opensTunnel();
        begin(framing);
        sink.head(reader.head(block), framing.length());
      }
    }
  }

  private void begin(Framing framing) {
    remaining = framing.length();
    switch (framing.kind()) {
      case NONE, DESCRIBED, LENGTH -> state = State.BODY;
      case UNTIL_CLOSE -> state = State.UNTIL_CLOSE;
      case CHUNKED -> {
        state = State.CHUNK_HEADER;
        chunkHeader().reset();
      }
    }
  }

  private void readData(ByteBuf in) {
    int count = (int) Math.min(remaining, in.readableBytes());
    remaining -= count;
    bodySize += count;
    if (remaining == 0 && state == State.CHUNK_DATA) {
      state = State.CHUNK_HEADER;
    }
    sink.data(take(in, count));
  }

  private void readChunkHeader(ByteBuf in) {
    var header = chunkHeader();
    int before = in.readableBytes();
    var progress = header.read(in);
    bodySize += before - in.readableBytes();
    dropIfRead(in);
    switch (progress) {
      case MORE -> {}
      case MALFORMED -> fail(reader.blame(ChunkHeader.ERROR));
      case COMPLETE -> {
        remaining = header.size();
        state = remaining == 0 ? State.TRAILERS : State.CHUNK_DATA;
      }
    }
  }

  private ChunkHeader chunkHeader() {
    var header = chunk;
    if (header == null) {
      header = new ChunkHeader(limits.chunkLineBytes());
      chunk = header;
    }
    return header;
  }

  private void readTrailers(ByteBuf in) {
    var scanner = trailers;
    boolean isAtStart = scanner == null || !scanner.isInside();
    if (isAtStart && in.readableBytes() >= 2 && in.getShort(in.readerIndex()) == LINE_END) {
      in.skipBytes(2);
      bodySize += 2;
      dropIfRead(in);
      endMessage(null);
      return;
    }
    if (scanner == null) {
      scanner = HeadScanner.forTrailers(limits);
      trailers = scanner;
    }
    int before = in.readableBytes();
    var progress = scanner.scan(in);
    bodySize += before - in.readableBytes();
    dropIfRead(in);
    switch (progress) {
      case MORE -> {}
      case MALFORMED -> fail(reader.blame(scanner.error()));
      case COMPLETE -> {
        var block = scanner.takeBlock();
        endMessage(block.fieldCount() == 0 ? null : new HttpTail(new HttpHeaders(block)));
      }
    }
  }

  private void endMessage(@Nullable HttpTail tail) {
    state = isTunnelNext ? State.TUNNEL : State.HEAD;
    isTunnelNext = false;
    end(tail);
  }

  private void end(@Nullable HttpTail tail) {
    var said = tail;
    if (keepsSizes) {
      var size = new HttpTail.WireSize(headSize, bodySize);
      said = new HttpTail(tail == null ? new HttpHeaders() : tail.headers(), size);
    }
    headSize = 0;
    bodySize = 0;
    sink.end(said);
  }

  private void endInput() {
    switch (state) {
      case HEAD -> {
        if (heads.isInside()) {
          state = State.STOPPED;
          sink.truncated();
        }
      }
      case UNTIL_CLOSE -> {
        state = State.STOPPED;
        end(null);
      }
      case BODY, CHUNK_HEADER, CHUNK_DATA, TRAILERS -> {
        state = State.STOPPED;
        sink.truncated();
      }
      case TUNNEL, STOPPED -> {}
    }
  }

  private void fail(HttpError error) {
    close();
    sink.malformed(error);
  }

  /// Takes `count` bytes off `in`, the first in line, for the sink to own.
  private ByteBuf take(ByteBuf in, int count) {
    if (count == in.readableBytes()) {
      waiting.remove();
      return in;
    }
    return in.readRetainedSlice(count);
  }

  private void dropIfRead(ByteBuf in) {
    if (!in.isReadable()) {
      waiting.remove();
      in.release();
    }
  }
}
