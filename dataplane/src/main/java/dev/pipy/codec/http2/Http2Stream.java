package dev.pipy.codec.http2;

import static dev.pipy.event.Event.MessageStart.UNKNOWN;

import dev.pipy.codec.http.HttpHead;
import dev.pipy.codec.http.HttpTail;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// One stream of a connection: a message each way (RFC 9113 section 5.1). Confined to a worker.
///
/// ```text
/// OPEN --end of ours--> half closed (local) --end of the peer's--> CLOSED
///   \----end of the peer's--> half closed (remote) --end of ours--/
/// all of them -- RST_STREAM, from either side, or the connection fails --> CLOSED
/// ```
public final class Http2Stream {

  /// Bytes that wait for the peer's window before whoever sends should pause.
  private static final int CONGESTION = 256 << 10;

  /// A DATA frame from this size on is work; the peer that asks for smaller ones is watched.
  private static final int WORTHWHILE = 256;

  private final Http2Connection connection;
  private int id;
  private final ReceiveWindow receiveWindow;
  private final ArrayDeque<ByteBuf> queue = new ArrayDeque<>(4);
  private Http2StreamSink sink;
  private long sendWindow;
  private int queued;
  private long progressAt;
  private boolean isReady;
  private boolean isCongested;
  private boolean endIsQueued;
  private @Nullable Http2Headers tail;
  private boolean localEnded;
  private boolean remoteEnded;
  private boolean isClosed;
  private boolean hasHead;
  private boolean isTunnel;
  private boolean expectsNoBody;
  private long missing = UNKNOWN;
  private int pauses;
  private int owed;

  Http2Stream(Http2Connection connection, int id, long sendWindow, Http2StreamSink sink) {
    this.connection = connection;
    this.id = id;
    this.sendWindow = sendWindow;
    this.sink = sink;
    this.receiveWindow = new ReceiveWindow(connection.limits().streamWindow());
  }

  /// The number on the wire; 0 for a client's stream without a head yet.
  public int id() {
    return id;
  }

  /// Whether nothing can be sent or received any more.
  public boolean isClosed() {
    return isClosed;
  }

  void deliverTo(Http2StreamSink sink) {
    this.sink = sink;
  }

  // --- sending ---

  /// Sends the head of a message, or an interim response.
  public void sendHead(Http2Headers fields, boolean endsStream) {
    if (!isClosed && !localEnded) {
      if (id == 0) {
        id = connection.streams().number(this);
        sendWindow = connection.peerSettings().initialWindow();
      }
      connection.writeHeaders(id, fields, endsStream);
      if (endsStream) {
        localEnd();
      }
    }
  }

  /// Sends data as soon as the peer takes it.
  ///
  /// @param owned taken over
  public void send(ByteBuf owned) {
    int size = owned.readableBytes();
    if (isClosed || localEnded || endIsQueued || size == 0) {
      owned.release();
      return;
    }
    if (queue.isEmpty()) {
      progressAt = connection.nanoTime();
    }
    queue.add(owned);
    queued += size;
    connection.sendQueue().offer(this);
    if (!isClosed && queued > CONGESTION) {
      isCongested = true;
    }
    connection.checkBlocked(this);
  }

  /// Ends our message once all data is sent.
  public void end(@Nullable Http2Headers trailers) {
    if (isClosed || localEnded || endIsQueued) {
      return;
    }
    endIsQueued = true;
    tail = trailers;
    if (queue.isEmpty()) {
      sendEnd();
    }
  }

  /// Gives the stream up, both ways.
  public void reset(Http2Error error) {
    if (!isClosed) {
      if (id != 0) {
        connection.writeReset(id, error);
      }
      close();
    }
  }

  /// Whether so much waits that no more should be sent until [Http2StreamSink#writable].
  public boolean isCongested() {
    return isCongested && !isClosed;
  }

  boolean hasQueued() {
    return !queue.isEmpty();
  }

  /// When a part of what waits was sent last, or began to wait, on the owner's clock.
  long progressAt() {
    return progressAt;
  }

  boolean becomeReady() {
    boolean wasReady = isReady;
    isReady = true;
    return !wasReady;
  }

  /// Sends one frame of what waits; says whether there can be another.
  boolean sendFrame() {
    @Nullable ByteBuf first = queue.peek();
    long room = Math.min(sendWindow, connection.sendQueue().window());
    if (first == null || isClosed || room <= 0) {
      isReady = false;
      return false;
    }
    int size = (int) Math.min(Math.min(first.readableBytes(), FrameReader.MAX_FRAME_SIZE), room);
    boolean takesAll = size == first.readableBytes();
    ByteBuf part = takesAll ? first : first.readRetainedSlice(size);
    if (takesAll) {
      queue.remove();
    }
    queued -= size;
    sendWindow -= size;
    progressAt = connection.nanoTime();
    connection.sendQueue().sent(size);
    boolean isLast = queue.isEmpty() && endIsQueued;
    connection.writeData(id, part, isLast && tail == null);
    if (size >= WORTHWHILE) {
      connection.guard().worked(3);
    }
    if (isLast) {
      if (tail == null) {
        localEnd();
      } else {
        sendEnd();
      }
    }
    if (isCongested && queued < CONGESTION / 2) {
      isCongested = false;
      sink.writable();
    }
    isReady = !isClosed && !queue.isEmpty();
    return isReady;
  }

  private void sendEnd() {
    if (tail == null) {
      connection.writeEnd(id);
    } else {
      connection.writeHeaders(id, tail, true);
    }
    localEnd();
  }

  private void localEnd() {
    localEnded = true;
    if (remoteEnded) {
      connection.guard().streamEnded();
      close();
    } else if (connection.isServer() && !isTunnel) {
      connection.guard().streamEnded();
      // the answer is whole: the rest of the request is not wanted (RFC 9113 section 8.1)
      reset(Http2Error.NO_ERROR);
    }
  }

  /// Changes how much the peer takes; false if the window grew beyond what there can be.
  boolean widen(long change) {
    sendWindow += change;
    if (sendWindow > Integer.MAX_VALUE) {
      return false;
    }
    if (sendWindow > 0 && !queue.isEmpty()) {
      connection.sendQueue().offer(this);
    }
    return true;
  }

  // --- receiving ---

  /// The stream is a pair of byte streams from now on, whose ends are independent.
  public void becomeTunnel() {
    isTunnel = true;
  }

  /// The request for a tunnel was answered like any other.
  public void refuseTunnel() {
    isTunnel = false;
  }

  /// The response will have no body, whatever its head says: the request was HEAD.
  public void expectNoBody() {
    expectsNoBody = true;
  }

  /// Lets the peer send no more than its window; what was received since is owed to it.
  public void pauseCredit() {
    pauses++;
  }

  /// Takes one pause back.
  public void resumeCredit() {
    if (--pauses == 0 && owed > 0) {
      int consumed = owed;
      owed = 0;
      consume(consumed);
    }
  }

  boolean remoteEnded() {
    return remoteEnded;
  }

  boolean hasHead() {
    return hasHead;
  }

  /// Counts a DATA frame against the stream's window.
  boolean takeWindow(int length) {
    return receiveWindow.take(length);
  }

  /// Passes a head on; false if its length cannot be right.
  boolean receiveHead(HttpHead head, boolean isInterim, boolean hasNoBody, boolean endsStream) {
    if (isInterim) {
      sink.head(head, 0);
      return !endsStream;
    }
    hasHead = true;
    long announced = isTunnel ? UNKNOWN : head.headers().contentLength();
    if (hasNoBody || expectsNoBody) {
      announced = 0;
    }
    if (endsStream && announced > 0) {
      return false;
    }
    missing = announced;
    sink.head(head, endsStream ? 0 : announced);
    if (endsStream && !isClosed) {
      receiveEnd(null);
    }
    return true;
  }

  /// Passes data on; false if it is more than the head said.
  boolean receiveData(ByteBuf owned) {
    int size = owned.readableBytes();
    if (missing != UNKNOWN) {
      missing -= size;
      if (missing < 0) {
        owned.release();
        connection.consume(size);
        return false;
      }
    }
    sink.data(owned);
    if (isClosed) {
      connection.consume(size);
    } else if (pauses > 0) {
      owed += size;
    } else {
      consume(size);
    }
    return true;
  }

  /// Passes the end on; false if the body was shorter than the head said.
  boolean receiveEnd(@Nullable HttpTail trailers) {
    if (missing > 0) {
      return false;
    }
    remoteEnded = true;
    if (localEnded) {
      connection.guard().streamEnded();
      close();
    }
    sink.end(trailers);
    return true;
  }

  void consume(int bytes) {
    connection.consume(bytes);
    if (isClosed || remoteEnded) {
      return;
    }
    int increment = receiveWindow.consume(bytes);
    if (increment > 0) {
      connection.writeWindowUpdate(id, increment);
    }
  }

  /// The peer, or the connection, ended the stream before its time.
  void fail(Http2Error error, boolean isUnprocessed) {
    if (!isClosed) {
      close();
      sink.reset(error, isUnprocessed);
    }
  }

  private void close() {
    if (isClosed) {
      return;
    }
    isClosed = true;
    queue.forEach(ByteBuf::release);
    queue.clear();
    queued = 0;
    connection.consume(owed);
    owed = 0;
    connection.closed(this);
  }
}
