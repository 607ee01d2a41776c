package dev.pipy.control.server;

import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.buffer.ByteBufUtil;
import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.channel.ChannelDuplexHandler;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelPromise;
import io.grpc.netty.shaded.io.netty.channel.PendingWriteQueue;
import io.grpc.netty.shaded.io.netty.channel.socket.DuplexChannel;
import io.grpc.netty.shaded.io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Stands before gRPC on a new connection and looks at its first bytes: a browser, or `curl`, is
/// told in one line what this port is. All others go on to gRPC, and this handler leaves. What gRPC
/// says first, its settings, waits for that.
final class Http1Answer extends ChannelDuplexHandler {

  /// Of HTTP/2's connection preface (RFC 9113 section 3.4).
  private static final String PREFACE = "PRI";

  private static final int MOST_WAITING = 16;

  private final String line;
  private @Nullable PendingWriteQueue waiting;
  private @Nullable ByteBuf begun;
  private boolean answered;

  /// @param line the one line, without its end
  Http1Answer(String line) {
    this.line = line;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    waiting = new PendingWriteQueue(context);
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (waiting == null) {
      context.write(message, promise);
      return;
    }
    waiting.add(message, promise);
    if (waiting.size() > MOST_WAITING && !answered) {
      context.pipeline().remove(this);
    }
  }

  @Override
  public void flush(ChannelHandlerContext context) {
    // all leaves together
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (answered) {
      ReferenceCountUtil.release(message);
      return;
    }
    var input = (ByteBuf) message;
    if (begun != null) {
      input = Unpooled.wrappedBuffer(begun, input);
      begun = null;
    }
    if (startsWithLetters(input, 1) && input.readableBytes() < PREFACE.length()) {
      begun = input;
    } else if (startsWithLetters(input, PREFACE.length()) && !isPreface(input)) {
      input.release();
      answer(context);
    } else {
      begun = input;
      context.pipeline().remove(this);
    }
  }

  private static boolean startsWithLetters(ByteBuf input, int count) {
    if (input.readableBytes() < count) {
      return false;
    }
    for (int i = 0; i < count; i++) {
      byte letter = input.getByte(input.readerIndex() + i);
      if (letter < 'A' || letter > 'Z') {
        return false;
      }
    }
    return true;
  }

  private static boolean isPreface(ByteBuf input) {
    return input
        .toString(input.readerIndex(), PREFACE.length(), StandardCharsets.US_ASCII)
        .equals(PREFACE);
  }

  private void answer(ChannelHandlerContext context) {
    answered = true;
    var body = line + "\n";
    var text =
        "HTTP/1.1 400 Bad Request\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: "
            + ByteBufUtil.utf8Bytes(body)
            + "\r\nconnection: close\r\n\r\n"
            + body;
    var channel = context.channel();
    context
        .writeAndFlush(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8))
        .addListener(_ -> ((DuplexChannel) channel).shutdownOutput());
    // closing at once, with input unread, would be a reset that takes the answer along; what gRPC
    // wanted to say fails then, and not before, as it closes when that fails
    channel.eventLoop().schedule(() -> channel.close(), 1, TimeUnit.SECONDS);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (begun != null) {
      begun.release();
      begun = null;
    }
    context.fireChannelInactive();
  }

  /// Lets what waited go, in both directions; on a closed connection it fails.
  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    if (waiting != null) {
      waiting.removeAndWriteAll();
      context.flush();
    }
    if (begun != null) {
      var input = begun;
      begun = null;
      context.fireChannelRead(input);
    }
  }
}
