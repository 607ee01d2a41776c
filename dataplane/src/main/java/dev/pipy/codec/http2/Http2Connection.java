package dev.pipy.codec.http2;

import dev.pipy.codec.http.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;

/// One HTTP/2 connection, as server or as client: bytes in, streams out, and back. Confined to a
/// worker.
///
/// Flow control follows consumption: the peer's window is widened when a stream's reader takes what
/// came, so a reader that pauses holds up its stream alone, and never more than the stream's window
/// of bytes. What we send waits in its stream for the peer's window.
public final class Http2Connection {

  /// Times the limit of a header list that a block is read to, so that it can be answered 431.
  private static final int LARGEST_BLOCK = 4;

  private final Owner owner;
  private final boolean isServer;
  private final Http2Limits limits;
  private final StreamTable streams;
  private final PeerSettings peerSettings = new PeerSettings();
  private final SendQueue sendQueue = new SendQueue();
  private final ReceiveWindow receiveWindow;
  private final HpackWriter hpack = new HpackWriter();
  private final FrameWriter writer;
  private final FrameReader reader;
  private final FloodGuard guard;
  private long sentAt;
  private boolean hasPeerSettings;
  private boolean peerGoesAway;
  private boolean inputEnded;
  private boolean isOver;
  private boolean isClosed;

  /// Who a connection belongs to. Called on its worker, from inside its methods.
  public interface Owner {

    /// Sends bytes to the peer.
    ///
    /// @param owned taken over
    void write(ByteBuf owned);

    /// Asks for [Http2Connection#flush] at the end of the turn.
    void flushSoon();

    /// The peer opened a stream, of a server. Returns where it delivers.
    Http2StreamSink opened(Http2Stream stream);

    /// A stream is closed, or the peer changed how many it takes, or takes no more.
    void streamsChanged();

    /// The connection broke, and GOAWAY is written: flush, and close it.
    void failed(Http2Error error, String detail);

    /// The peer has answered a ping, or says so.
    default void pingAcknowledged(long content) {}

    /// Nanoseconds on the worker's clock.
    long nanoTime();
  }

  private Http2Connection(Owner owner, Http2Limits limits, boolean isServer) {
    this.owner = owner;
    this.limits = limits;
    this.isServer = isServer;
    this.streams = new StreamTable(isServer);
    this.sentAt = owner.nanoTime();
    this.writer = new FrameWriter(owner);
    this.guard = new FloodGuard(owner::nanoTime);
    this.receiveWindow = new ReceiveWindow(limits.connectionWindow());
    this.reader =
        new FrameReader(
            new FrameReceiver(this, isServer), isServer, LARGEST_BLOCK * limits.headerListBytes());
  }

  /// The server's side: the client's preface is still to come. Settings are sent at once.
  public static Http2Connection server(Owner owner, Http2Limits limits) {
    var connection = new Http2Connection(owner, limits, true);
    connection.writer.settings(
        PeerSettings.MAX_CONCURRENT_STREAMS,
        limits.concurrentStreams(),
        PeerSettings.INITIAL_WINDOW_SIZE,
        limits.streamWindow(),
        PeerSettings.MAX_HEADER_LIST_SIZE,
        limits.headerListBytes(),
        PeerSettings.ENABLE_CONNECT_PROTOCOL,
        1);
    connection.widenAtStart();
    return connection;
  }

  /// The client's side. Preface and settings are sent at once.
  public static Http2Connection client(Owner owner, Http2Limits limits) {
    var connection = new Http2Connection(owner, limits, false);
    connection.writer.preface();
    connection.writer.settings(
        PeerSettings.ENABLE_PUSH,
        0,
        PeerSettings.INITIAL_WINDOW_SIZE,
        limits.streamWindow(),
        PeerSettings.MAX_HEADER_LIST_SIZE,
        limits.headerListBytes());
    connection.widenAtStart();
    return connection;
  }

  private void widenAtStart() {
    int increment = limits.connectionWindow() - Http2Limits.INITIAL_WINDOW;
    if (increment > 0) {
      writer.windowUpdate(0, increment);
    }
  }

  // --- what the owner does ---

  /// Takes input.
  ///
  /// @param owned taken over
  public void read(ByteBuf owned) {
    reader.read(owned);
  }

  /// No more input will come. Streams whose message is not whole fail; a server's others may still
  /// be answered.
  public void endOfInput() {
    inputEnded = true;
    for (var stream : streams.all()) {
      if (!stream.remoteEnded() || stream.hasQueued()) {
        stream.fail(Http2Error.CANCEL, false);
      }
    }
  }

  /// Sends what was written.
  public void flush() {
    writer.flush();
  }

  /// Opens a stream of a client. It gets its number with its head, since numbers must go up on the
  /// wire.
  public Http2Stream open(Http2StreamSink sink) {
    var stream = new Http2Stream(this, 0, 0, sink);
    streams.addUnnumbered(stream);
    return stream;
  }

  /// Whether the peer takes another stream. Before its settings came, that is assumed.
  public boolean hasRoom() {
    return !isOver
        && !peerGoesAway
        && !inputEnded
        && streams.hasNumbers()
        && streamCount()
            < Math.min(limits.concurrentStreams(), peerSettings.maxConcurrentStreams());
  }

  /// Takes over the request that asked for HTTP/2 in HTTP/1 as stream 1 (RFC 7540 section 3.2); it
  /// is complete.
  ///
  /// @param settings payload of the client's HTTP2-Settings
  public void upgrade(RequestHead head, ByteBuf settings) {
    var error = peerSettings.read(settings, false);
    if (error != null) {
      fail(error, "HTTP2-Settings");
      return;
    }
    hpack.tableSize(peerSettings.headerTableSize());
    streams.advance(1);
    var stream = accept(1);
    stream.receiveHead(head, false, false, true);
  }

  /// Number of streams that are not closed.
  public int streamCount() {
    return streams.size();
  }

  /// Whether the peer sent its settings, which complete the preface.
  public boolean isEstablished() {
    return hasPeerSettings;
  }

  /// Announces that the connection will end, and still takes what may be on its way.
  public void announceEnd() {
    if (!isOver) {
      writer.goAway(Integer.MAX_VALUE, Http2Error.NO_ERROR);
    }
  }

  /// Takes no further streams; those that are open go on.
  public void takeNoMore() {
    if (!isOver && streams.admitNoMore()) {
      writer.goAway(streams.lastRemoteId(), Http2Error.NO_ERROR);
    }
  }

  /// Ends streams of which the peer has taken nothing for longer than [Http2Limits#sendTimeout],
  /// though something waits; and the connection, if it has taken nothing on any. Pings do not
  /// count: a peer that opens no window makes no progress.
  public void endStalled() {
    long oldest = owner.nanoTime() - limits.sendTimeout().toNanos();
    var stalled =
        streams.all().stream()
            .filter(stream -> stream.hasQueued() && stream.progressAt() - oldest <= 0)
            .toList();
    if (!stalled.isEmpty() && sentAt - oldest <= 0) {
      fail(Http2Error.ENHANCE_YOUR_CALM, "the peer takes nothing of what waits for it");
      return;
    }
    for (var stream : stalled) {
      writeReset(stream.id(), Http2Error.CANCEL);
      stream.fail(Http2Error.CANCEL, false);
    }
  }

  /// Ends the connection because the peer broke a rule or was too slow to follow it.
  public void fail(Http2Error error, String detail) {
    if (isOver) {
      return;
    }
    isOver = true;
    reader.close();
    writer.goAway(streams.lastRemoteId(), error);
    writer.flush();
    streams.all().forEach(stream -> stream.fail(error, false));
    owner.failed(error, detail);
  }

  /// Sends nothing that waits, until [#releaseQueue] was called as often: the socket is full.
  public void holdQueue() {
    sendQueue.hold();
  }

  /// Takes one hold back.
  public void releaseQueue() {
    sendQueue.release();
  }

  /// Pings the peer; the owner is told of the answer.
  public void ping(long content) {
    if (!isOver) {
      writer.ping(content);
    }
  }

  /// Drops all streams without a word.
  public void close() {
    if (isClosed) {
      return;
    }
    isClosed = true;
    isOver = true;
    reader.close();
    streams.all().forEach(stream -> stream.fail(Http2Error.CANCEL, false));
    writer.close();
    hpack.close();
  }

  // --- what streams and the receiver need ---

  Http2Limits limits() {
    return limits;
  }

  boolean isServer() {
    return isServer;
  }

  PeerSettings peerSettings() {
    return peerSettings;
  }

  SendQueue sendQueue() {
    return sendQueue;
  }

  FloodGuard guard() {
    return guard;
  }

  StreamTable streams() {
    return streams;
  }

  long nanoTime() {
    return owner.nanoTime();
  }

  Http2Stream accept(int id) {
    var stream = new Http2Stream(this, id, peerSettings.initialWindow(), NoSink.INSTANCE);
    streams.add(stream);
    stream.deliverTo(owner.opened(stream));
    return stream;
  }

  void closed(Http2Stream stream) {
    streams.remove(stream);
    owner.streamsChanged();
  }

  /// The peer's settings were changed from windows of `oldWindow`; false if a window overflows.
  boolean settingsChanged(long oldWindow) {
    hasPeerSettings = true;
    hpack.tableSize(peerSettings.headerTableSize());
    long change = peerSettings.initialWindow() - oldWindow;
    writer.acknowledgeSettings();
    if (change != 0) {
      for (var stream : streams.all()) {
        if (!stream.widen(change)) {
          return false;
        }
      }
    }
    owner.streamsChanged();
    return true;
  }

  void goesAway(int lastStreamId) {
    peerGoesAway = true;
    for (var stream : streams.all()) {
      if (!isServer && (stream.id() == 0 || stream.id() > lastStreamId)) {
        stream.fail(Http2Error.REFUSED_STREAM, true);
      }
    }
    owner.streamsChanged();
  }

  /// Counts a DATA frame against the connection's window.
  boolean takeWindow(int length) {
    return receiveWindow.take(length);
  }

  void consume(int bytes) {
    int increment = receiveWindow.consume(bytes);
    if (increment > 0 && !isOver) {
      writer.windowUpdate(0, increment);
    }
  }

  /// After the peer has ended its output its window stays as it is: what does not fit never will.
  void checkBlocked(Http2Stream stream) {
    if (inputEnded && stream.hasQueued()) {
      stream.fail(Http2Error.CANCEL, false);
    }
  }

  void writeHeaders(int streamId, Http2Headers fields, boolean endsStream) {
    if (!isOver) {
      writer.headers(streamId, hpack.encode(streamId, fields), endsStream);
    }
  }

  void writeData(int streamId, ByteBuf owned, boolean endsStream) {
    if (isOver) {
      owned.release();
    } else {
      sentAt = owner.nanoTime();
      writer.data(streamId, owned, endsStream);
    }
  }

  void writeEnd(int streamId) {
    writeData(streamId, Unpooled.EMPTY_BUFFER, true);
  }

  void writeReset(int streamId, Http2Error error) {
    if (!isOver) {
      streams.reset(streamId);
      writer.reset(streamId, error);
    }
  }

  void writeWindowUpdate(int streamId, int increment) {
    if (!isOver) {
      writer.windowUpdate(streamId, increment);
    }
  }

  void pingAcknowledged(long content) {
    owner.pingAcknowledged(content);
  }

  void acknowledgePing(long content) {
    if (!isOver) {
      writer.acknowledgePing(content);
    }
  }
}
