package dev.pipy.upstream;

import dev.pipy.event.StreamError;
import dev.pipy.transport.SocketStream;
import dev.pipy.transport.TcpSocket;
import dev.pipy.worker.LoopTimer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Connects a TCP socket.
final class TcpAttempt implements Attempt, TcpSocket.Watcher {

  private final Request request;
  private final Connector.Opener opener;
  private final Outcome outcome;
  private @Nullable TcpSocket socket;
  private @Nullable LoopTimer timer;

  TcpAttempt(Request request, Connector.Opener opener, Outcome outcome) {
    this.request = request;
    this.opener = opener;
    this.outcome = outcome;
  }

  @Override
  public void begin() {
    try {
      var opened = opener.open(request.worker());
      socket = opened;
      outcome.connecting();
      if (socket != null) { // else it was given up meanwhile
        connect(opened);
      }
    } catch (IOException | RuntimeException failure) {
      failed(failure);
    }
  }

  private void connect(TcpSocket opened) throws IOException {
    // without a local address the system chooses one
    if (opened.connect(request.remote(), request.options().local())) {
      connected(opened);
    } else {
      opened.watch(request.worker(), this);
      opened.awaitWritable(true);
      timer = request.worker().after(request.limit(), this::limitOver);
    }
  }

  private void connected(TcpSocket opened) {
    stopTimer();
    socket = null;
    var stream =
        new SocketStream(
            request.worker(),
            opened,
            request.options().socket(),
            request.traffic(),
            request.owner());
    try {
      outcome.opened(stream, opened.localAddress(), opened.remoteAddress());
      stream.start();
    } catch (RuntimeException bug) {
      stream.abort(bug);
    }
  }

  @Override
  public void writable() {
    var opened = socket;
    if (opened == null) {
      return;
    }
    boolean stands;
    try {
      stands = opened.finishConnect();
    } catch (IOException | RuntimeException failure) {
      failed(failure);
      return;
    }
    if (stands) {
      opened.awaitWritable(false);
      connected(opened);
    }
  }

  /// That there is something to read is told when it is asked for.
  @Override
  public void readable(boolean isBroken) {}

  @Override
  public void loopEnds() {
    socket = null;
    outcome.failed(StreamError.CONNECTION_CANCELED, "the process ends");
  }

  private void limitOver() {
    cancel();
    outcome.failed(
        StreamError.CONNECTION_TIMEOUT,
        "connection timed out after " + request.limit().toMillis() + " ms: " + request.remote());
  }

  private void failed(Exception failure) {
    cancel();
    outcome.failed(
        StreamError.CONNECTION_REFUSED,
        (failure.getMessage() == null ? "closed at once" : failure.getMessage())
            + ": "
            + request.remote());
  }

  @Override
  public void cancel() {
    stopTimer();
    if (socket != null) {
      socket.close();
      socket = null;
    }
  }

  private void stopTimer() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }
}
