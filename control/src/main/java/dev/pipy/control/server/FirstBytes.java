package dev.pipy.control.server;

import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.channel.ChannelDuplexHandler;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelPromise;
import io.grpc.netty.shaded.io.netty.channel.PendingWriteQueue;
import io.grpc.netty.shaded.io.netty.channel.socket.DuplexChannel;
import io.grpc.netty.shaded.io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Stands before gRPC on a new connection and looks at its first bytes: a browser, `curl`, or a
/// client with TLS where there is none, or without it where there is, is told in one line what this
/// port is. All others go on to gRPC, and this handler leaves. What gRPC says first, its settings,
/// waits for that.
final class FirstBytes extends ChannelDuplexHandler {

  private static final int MOST_WAITING = 16;

  private final WrongProtocol protocols;
  private @Nullable PendingWriteQueue waiting;
  private @Nullable ByteBuf begun;
  private boolean answered;

  FirstBytes(WrongProtocol protocols) {
    this.protocols = protocols;
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
    var beginning = protocols.of(input);
    switch (beginning) {
      case UNKNOWN -> begun = input;
      case RIGHT -> {
        begun = input;
        context.pipeline().remove(this);
      }
      case HTTP_1, TLS, PLAIN -> {
        input.release();
        answer(context, beginning);
      }
    }
  }

  private void answer(ChannelHandlerContext context, WrongProtocol.Beginning beginning) {
    answered = true;
    var channel = context.channel();
    protocols.note(beginning, String.valueOf(channel.remoteAddress()));
    context
        .writeAndFlush(protocols.answer(beginning))
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
