package dev.pipy.upstream;

import dev.pipy.event.Event;
import dev.pipy.event.StreamError;
import dev.pipy.telemetry.UpstreamCounts;
import dev.pipy.transport.OpenSocket;
import dev.pipy.worker.LoopTimer;
import dev.pipy.worker.PausedReads;
import dev.pipy.worker.Worker;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One connection to a peer, from name to end. Tries the addresses of the peer one after the other,
/// 16 at most, then retries as asked. A datagram socket connects to the first that has a route:
/// whether somebody is there shows when it is sent to. What is sent before the connection stands is
/// kept; beyond the congestion limit its source pauses, beyond the buffer limit (64 MiB if there is
/// none) the connection is given up with BufferOverflow. Confined to its worker.
public final class Outbound implements OpenSocket.Owner {

  /// Bytes kept for a peer that is not connected yet when no limit is set: what feeds them may be
  /// no socket that could pause.
  private static final long MOST_WAITING = 64L << 20;

  /// What an event counts beside its bytes.
  private static final int EVENT_COST = 64;

  /// Longest connecting without a limit of the script's: what the system would take at the least.
  private static final Duration DEFAULT_CONNECT_LIMIT = Duration.ofSeconds(60);

  /// How many times the limit of one address all of them together may take, with resolving.
  private static final int ATTEMPT_FACTOR = 4;

  /// Addresses of one name that are tried.
  private static final int MOST_ADDRESSES = 16;

  private final Worker worker;
  private final Connector connector;
  private final Target target;
  private final ConnectOptions options;
  private final Receiver receiver;
  private final UpstreamCounts counts;
  private final long begunAt;
  private final ArrayDeque<Event> waiting = new ArrayDeque<>();
  private long waitingBytes;
  private final PausedReads paused = new PausedReads();
  private @Nullable OpenSocket socket;
  private @Nullable Attempt connecting;
  private @Nullable LoopTimer timer;
  private int attempts;
  private boolean isAttempting;
  private boolean hasFailed;
  private boolean isClosed;

  /// Takes what the peer sends.
  public interface Receiver {

    /// Takes over a Data event, or the one StreamEnd that ends the input.
    void received(Event event);

    /// Is told that an attempt begins: the name is looked up.
    default void resolving() {}

    /// Is told that there is a socket, which connects to one of the addresses now.
    default void connecting(InetSocketAddress remote) {}

    /// Is told that another attempt will follow.
    default void waiting() {}

    /// Is told that the connection stands.
    default void connected(InetSocketAddress local, InetSocketAddress remote) {}

    /// Is told of each attempt that came to nothing, for whoever wants to know why.
    ///
    /// @param why in the system's words, with the address if there was one
    default void unreachable(StreamError error, String why) {}
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
    this.counts = connector.counts(worker, target);
    this.begunAt = worker.nanoTime();
    attempt();
  }

  /// Sends Data; a StreamEnd ends the output (see [OpenSocket#send]).
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
      late.cancel();
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
      connecting.cancel();
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
    counts.closed();
  }

  private void attempt() {
    attempts++;
    isAttempting = true;
    receiver.resolving();
    var limit = connectLimit();
    timer = worker.after(limit, this::limitOver);
    long deadline = worker.nanoTime() + limit.multipliedBy(ATTEMPT_FACTOR).toNanos();
    int attempt = attempts;
    connector
        .resolver()
        .resolve(
            worker,
            target,
            addresses -> {
              if (isCurrent(attempt)) {
                stopTimer();
                connect(addresses, 0, deadline);
              }
            },
            error -> {
              if (isCurrent(attempt)) {
                failed(error, target.host() + " has no address");
              }
            });
  }

  private Duration connectLimit() {
    return options.connectLimit().isZero() ? DEFAULT_CONNECT_LIMIT : options.connectLimit();
  }

  private boolean isCurrent(int attempt) {
    return !isClosed && isAttempting && attempt == attempts;
  }

  /// Connects once the loop has worked off what it was told of its sockets: among that may be an
  /// event of one that was closed a moment ago, and a new socket gets its number.
  ///
  /// @param deadline when the attempt ends, whatever addresses are left
  private void connect(List<InetSocketAddress> addresses, int index, long deadline) {
    int attempt = attempts;
    worker
        .loop()
        .execute(() -> {
          if (isCurrent(attempt)) {
            connectNow(addresses, index, deadline);
          }
        });
  }

  private void connectNow(List<InetSocketAddress> addresses, int index, long deadline) {
    var left = Duration.ofNanos(deadline - worker.nanoTime());
    var limit = connectLimit().compareTo(left) < 0 ? connectLimit() : left;
    var request =
        new Attempt.Request(worker, addresses.get(index), options, limit, counts.traffic(), this);
    var next = connector.attempt(request, new AddressOutcome(addresses, index, deadline));
    connecting = next;
    next.begin();
  }

  /// What becomes of one address: if it cannot be reached, the next one is tried.
  private final class AddressOutcome implements Attempt.Outcome {

    private final List<InetSocketAddress> addresses;
    private final int index;
    private final long deadline;

    AddressOutcome(List<InetSocketAddress> addresses, int index, long deadline) {
      this.addresses = addresses;
      this.index = index;
      this.deadline = deadline;
    }

    @Override
    public void connecting() {
      receiver.connecting(addresses.get(index));
    }

    @Override
    public void opened(
        OpenSocket opened, @Nullable InetSocketAddress local, @Nullable InetSocketAddress remote) {
      Outbound.this.opened(opened, local, remote);
    }

    @Override
    public void failed(StreamError error, String why) {
      connecting = null;
      if (index + 1 < Math.min(addresses.size(), MOST_ADDRESSES) && worker.nanoTime() < deadline) {
        unreachable(error, why);
        connect(addresses, index + 1, deadline);
      } else {
        Outbound.this.failed(error, why);
      }
    }
  }

  private void opened(
      OpenSocket opened, @Nullable InetSocketAddress local, @Nullable InetSocketAddress remote) {
    stopTimer();
    isAttempting = false;
    connecting = null;
    counts.opened(worker.nanoTime() - begunAt);
    socket = opened;
    if (local != null && remote != null) {
      receiver.connected(local, remote);
    }
    if (isClosed) {
      return;
    }
    for (var event = waiting.poll(); event != null; event = waiting.poll()) {
      opened.send(event);
    }
    paused.resume();
  }

  private void limitOver() {
    timer = null;
    failed(StreamError.CONNECTION_TIMEOUT, "no address or no answer within " + connectLimit());
  }

  private void unreachable(StreamError error, String why) {
    counts.failed(error, why);
    receiver.unreachable(error, why);
  }

  private void failed(StreamError error, String why) {
    unreachable(error, why);
    stopTimer();
    isAttempting = false;
    connecting = null;
    if (options.retryCount() < 0 || attempts <= options.retryCount()) {
      timer = worker.after(options.retryDelay(), this::attempt);
      receiver.waiting();
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
}
