package dev.pipy.filter.http;

import dev.pipy.codec.http.HttpTail;
import dev.pipy.codec.http1.Framing;
import dev.pipy.codec.http1.Http1Encoder;
import dev.pipy.event.Event;
import dev.pipy.worker.Worker;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Writes one message as HTTP/1 bytes. A body whose length is known goes out as it comes. One of
/// unknown length is held until it ends, grows beyond the buffer size, or the turn of the loop is
/// over: then it is sent in chunks, or until the connection closes where the peer knows no chunks.
/// Confined to its worker.
final class MessageWriter {

  private static final PooledByteBufAllocator ALLOCATOR = PooledByteBufAllocator.DEFAULT;
  private static final int HEAD_BYTES = 512;

  private static final int SMALL_BODY = 4 << 10;

  /// Chunks' sizes and line ends at the most.
  private static final int CHUNK_BYTES = 16;

  private final Consumer<Event> output;
  private final Worker worker;
  private final Start start;
  private final int bufferSize;
  private @Nullable CompositeByteBuf held;
  private Framing framing = Framing.NONE;
  private long remaining;
  private boolean hasSentHead;
  private boolean isOver;

  /// The start of the message, which is written when the framing of the body is known.
  interface Start {

    /// How the body will be framed.
    ///
    /// @param length of the body, or `MessageStart.UNKNOWN`
    Framing framing(long length);

    /// Writes the head.
    void write(ByteBuf out, Framing framing);
  }

  /// @param output takes Data events
  /// @param bufferSize bytes of a body of unknown length that are held
  MessageWriter(Consumer<Event> output, Worker worker, Start start, int bufferSize) {
    this.output = output;
    this.worker = worker;
    this.start = start;
    this.bufferSize = bufferSize;
  }

  /// Begins the message.
  ///
  /// @param length bytes of body that will follow, or `MessageStart.UNKNOWN`
  void start(long length) {
    if (length == Event.MessageStart.UNKNOWN) {
      held = ALLOCATOR.compositeBuffer(64);
      worker.atTurnEnd(this::stopHolding);
    } else {
      sendHead(start.framing(length));
    }
  }

  /// Sends or holds a part of the body. What does not belong on the wire is dropped, and what goes
  /// beyond the announced length is cut off.
  void data(ByteBuf bytes) {
    int size = bytes.readableBytes();
    if (held != null) {
      held.addComponent(true, bytes);
      if (held.readableBytes() > bufferSize) {
        stopHolding();
      }
    } else if (isOver || size == 0 || !framing.hasBody()) {
      bytes.release();
    } else if (framing.kind() == Framing.Kind.LENGTH) {
      remaining -= size;
      if (remaining >= 0) {
        output.accept(new Event.Data(bytes));
      } else {
        bytes.release(); // longer than announced: the end will say that it is broken
      }
    } else if (framing.kind() == Framing.Kind.CHUNKED) {
      sendChunk(bytes, size);
    } else {
      output.accept(new Event.Data(bytes));
    }
  }

  /// Ends the message. Returns false if the body was not of the length that its head said, so that
  /// the connection is of no use any more.
  boolean end(@Nullable HttpTail tail) {
    if (held != null) {
      sendWhole(held, tail);
    } else if (framing.kind() == Framing.Kind.CHUNKED) {
      var out = ALLOCATOR.buffer(tail == null ? CHUNK_BYTES : HEAD_BYTES);
      Http1Encoder.writeLastChunk(out, tail);
      output.accept(new Event.Data(out));
    }
    isOver = true;
    return framing.kind() != Framing.Kind.LENGTH || remaining == 0;
  }

  /// Whether anything of the message is on its way.
  boolean hasSentHead() {
    return hasSentHead;
  }

  /// Whether the body's end can only be told by closing the connection.
  boolean closesConnection() {
    return framing.kind() == Framing.Kind.UNTIL_CLOSE;
  }

  /// Gives the message up.
  void close() {
    isOver = true;
    if (held != null) {
      held.release();
      held = null;
    }
  }

  private void sendHead(Framing chosen) {
    // room for a small body behind the head, where the socket puts it
    var out = ALLOCATOR.buffer(HEAD_BYTES + Math.clamp(chosen.length(), 0, SMALL_BODY));
    writeHead(out, chosen);
    output.accept(new Event.Data(out));
  }

  private void writeHead(ByteBuf out, Framing chosen) {
    framing = chosen;
    remaining = Math.max(chosen.length(), 0);
    hasSentHead = true;
    start.write(out, chosen);
  }

  /// The body has ended while it was held: its length is known after all. One buffer, one write.
  private void sendWhole(CompositeByteBuf body, @Nullable HttpTail tail) {
    held = null;
    int size = body.readableBytes();
    if (tail != null && start.framing(Event.MessageStart.UNKNOWN).kind() == Framing.Kind.CHUNKED) {
      sendHead(Framing.CHUNKED); // trailers need chunks
      data(body);
      end(tail);
      return;
    }
    var out = ALLOCATOR.buffer(HEAD_BYTES + size);
    writeHead(out, start.framing(size));
    if (framing.hasBody()) {
      out.writeBytes(body);
    }
    remaining = 0;
    body.release();
    output.accept(new Event.Data(out));
  }

  private void stopHolding() {
    var body = held;
    if (body == null || isOver) {
      return;
    }
    held = null;
    sendHead(start.framing(Event.MessageStart.UNKNOWN));
    if (body.isReadable()) {
      data(body);
    } else {
      body.release();
    }
  }

  private void sendChunk(ByteBuf bytes, int size) {
    var before = ALLOCATOR.buffer(CHUNK_BYTES);
    Http1Encoder.writeChunkStart(before, size);
    output.accept(new Event.Data(before));
    output.accept(new Event.Data(bytes));
    var after = ALLOCATOR.buffer(CHUNK_BYTES);
    Http1Encoder.writeChunkEnd(after);
    output.accept(new Event.Data(after));
  }
}
