package dev.pipy.upstream;

import dev.pipy.event.Event;
import dev.pipy.event.StreamError;
import dev.pipy.transport.SocketStream;
import dev.pipy.worker.LoopTimer;
import dev.pipy.worker.PausedReads;
import dev.pipy.worker.Worker;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.socket.SocketChannel;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One connection to a peer, from name to end. Tries every address of the peer, then retries as
/// asked. What is sent before the connection stands is kept; beyond the congestion limit its source
/// pauses, beyond the buffer limit (64 MiB if there is none) the connection is given up with
/// BufferOverflow. Confined to its worker.
public final class Outbound implements SocketStream.Owner {

  /// Bytes kept for a peer that is not connected yet when no limit is set: what feeds them may be
  /// no socket that could pause.
  private static final long MOST_WAITING = 64L << 20;

  /// What an event counts beside its bytes.
  private static final int EVENT_COST = 64;

  /// Longest connecting without a limit of the script's: what the system would take at the least.
  private static final int DEFAULT_CONNECT_MILLIS = 60_000;

  private final Worker worker;
  private final Connector connector;
  private final Target target;
  private final ConnectOptions options;
  private final Receiver receiver;
  private final ArrayDeque<Event> waiting = new ArrayDeque<>();
  private long waitingBytes;
  private final PausedReads paused = new PausedReads();
  private @Nullable SocketStream socket;
  private @Nullable Channel connecting;
  private @Nullable LoopTimer timer;
  private int attempts;
  private boolean isAttempting;
  private boolean hasFailed;
  private boolean isClosed;

  /// Takes what the peer sends.
  public interface Receiver {

    /// Takes over a Data event, or the one StreamEnd that ends the input.
    void received(Event event);
  }

  /// Starts connecting.
  public Outbound(
      Worker worker,
      Connector connector,
      Target target,
      ConnectOptions options,
      Receiver receiver) {
    this.worker = worker;
    this.connector = connector;
    this.target = target;
    this.options = options;
    this.receiver = receiver;
    attempt();
  }

  /// Sends Data; a StreamEnd ends the output (see [SocketStream#send]).
  public void send(Event event) {
    if (isClosed || hasFailed) {
      event.release();
    } else if (socket != null) {
      socket.send(event);
    } else {
      queue(event);
    }
  }

  private void queue(Event event) {
    waiting.add(event);
    waitingBytes += EVENT_COST;
    if (event instanceof Event.Data data) {
      waitingBytes += data.bytes().readableBytes();
    }
    long limit = options.socket().bufferLimit();
    if (waitingBytes > (limit > 0 ? limit : MOST_WAITING)) {
      overflow();
    } else if (waitingBytes > options.socket().congestionLimit()) {
      paused.pause(worker);
    }
  }

  /// More waits for a connection than may.
  private void overflow() {
    stopTimer();
    isAttempting = false;
    dropWaiting();
    var late = connecting;
    connecting = null;
    if (late != null) {
      late.close();
    }
    giveUp(StreamError.BUFFER_OVERFLOW);
  }

  /// Gives the connection up; nothing is received any more. Output that was ended in order is still
  /// sent.
  public void close() {
    if (isClosed) {
      return;
    }
    isClosed = true;
    stopTimer();
    dropWaiting();
    if (socket != null) {
      if (socket.isOutputEnded()) {
        socket.closeAfterWrites();
      } else {
        socket.close();
      }
    } else if (connecting != null) {
      connecting.close();
    }
  }

  @Override
  public void received(Event event) {
    if (isClosed) {
      event.release();
    } else {
      receiver.received(event);
    }
  }

  @Override
  public void closed() {
    isClosed = true;
  }

  private void attempt() {
    attempts++;
    isAttempting = true;
    if (!options.connectLimit().isZero()) {
      timer = worker.after(options.connectLimit(), this::limitOver);
    }
    int attempt = attempts;
    connector
        .resolver()
        .resolve(
            worker,
            target,
            addresses -> {
              if (isCurrent(attempt)) {
                connect(addresses, 0);
              }
            },
            error -> {
              if (isCurrent(attempt)) {
                failed(error);
              }
            });
  }

  private boolean isCurrent(int attempt) {
    return !isClosed && isAttempting && attempt == attempts;
  }

  private void connect(List<InetSocketAddress> addresses, int index) {
    int limitMillis =
        options.connectLimit().isZero()
            ? DEFAULT_CONNECT_MILLIS
            : Math.clamp(options.connectLimit().toMillis() + 1000, 1, Integer.MAX_VALUE);
    int attempt = attempts;
    ChannelFuture connected =
        new Bootstrap()
            .group(worker.loop())
            .channel(connector.channelType())
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, limitMillis)
            .option(ChannelOption.AUTO_READ, false)
            .handler(new Placeholder())
            .connect(addresses.get(index));
    if (connected.isDone()) {
      // no socket could be made (out of file descriptors): there is no channel, and no loop of its
      // own that would call a listener
      failed(StreamError.CONNECTION_REFUSED);
      return;
    }
    connecting = connected.channel();
    connected.addListener(_ -> {
      if (!isCurrent(attempt)) {
        connected.channel().close();
      } else if (connected.isSuccess()) {
        opened((SocketChannel) connected.channel());
      } else if (index + 1 < addresses.size()) {
        connect(addresses, index + 1);
      } else {
        failed(
            connected.cause() instanceof ConnectTimeoutException
                ? StreamError.CONNECTION_TIMEOUT
                : StreamError.CONNECTION_REFUSED);
      }
    });
  }

  private void opened(SocketChannel channel) {
    stopTimer();
    isAttempting = false;
    connecting = null;
    var opened = new SocketStream(worker, channel, options.socket(), this);
    socket = opened;
    channel.pipeline().addLast(opened);
    channel.pipeline().remove(Placeholder.class);
    channel.config().setAutoRead(true);
    for (var event = waiting.poll(); event != null; event = waiting.poll()) {
      opened.send(event);
    }
    paused.resume();
  }

  private void limitOver() {
    timer = null;
    var late = connecting;
    failed(StreamError.CONNECTION_TIMEOUT);
    if (late != null) {
      late.close(); // its listener is called from here, and must find the attempt over
    }
  }

  private void failed(StreamError error) {
    stopTimer();
    isAttempting = false;
    connecting = null;
    if (options.retryCount() < 0 || attempts <= options.retryCount()) {
      timer = worker.after(options.retryDelay(), this::attempt);
      return;
    }
    giveUp(error);
  }

  private void giveUp(StreamError error) {
    hasFailed = true;
    // in a turn of its own: a refusal may be known while the asker is still sending
    worker
        .loop()
        .execute(() -> {
          if (!isClosed) {
            isClosed = true;
            dropWaiting();
            receiver.received(new Event.StreamEnd(error));
          }
        });
  }

  private void dropWaiting() {
    waiting.forEach(Event::release);
    waiting.clear();
    paused.resume();
  }

  private void stopTimer() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  /// Keeps the channel's pipeline quiet until the stream takes over.
  private static final class Placeholder extends ChannelInboundHandlerAdapter {

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }
}
