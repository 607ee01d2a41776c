package dev.pipy.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pipy.event.Event;
import dev.pipy.event.StreamError;
import dev.pipy.telemetry.Traffic;
import dev.pipy.testing.Await;
import dev.pipy.testing.ReceivedEvents;
import dev.pipy.testing.TestSource;
import dev.pipy.worker.Transport;
import dev.pipy.worker.Worker;
import dev.pipy.worker.WorkerGroup;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Transport.class)
class SocketStreamTest {

  private static final Duration NEVER = Duration.ZERO;
  private static final Duration SOON = Duration.ofMillis(300);
  private final Transport transport;
  private final WorkerGroup workers;
  private final Worker worker;
  private final ReceivedEvents received = new ReceivedEvents();
  private Socket peer = new Socket();

  SocketStreamTest(Transport transport) {
    this.transport = transport;
    workers = new WorkerGroup(1, transport);
    worker = workers.workers().getFirst();
  }

  @AfterEach
  void close_peer() throws IOException {
    peer.close();
    workers.close();
  }

  private static SocketOptions options(Duration idle, Duration read, Duration write) {
    return new SocketOptions(idle, read, write, 64 << 10, 0, true, true);
  }

  private static SocketOptions unlimited() {
    return options(NEVER, NEVER, NEVER);
  }

  private <T> T onLoop(Callable<T> work) throws Exception {
    return worker.loop().submit(work).get(10, TimeUnit.SECONDS);
  }

  /// A stream whose other end is `peer`.
  private SocketStream open(SocketOptions options, OpenSocket.Owner owner) throws Exception {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var stream =
          onLoop(() -> {
            var socket = TcpSocket.open(worker);
            var made = new SocketStream(worker, socket, options, new Traffic(), owner);
            connect(socket, (InetSocketAddress) server.getLocalSocketAddress(), made);
            return made;
          });
      peer = server.accept();
      peer.setSoTimeout(10_000);
      return stream;
    }
  }

  private static void connect(TcpSocket socket, InetSocketAddress to, SocketStream stream)
      throws IOException {
    if (socket.connect(to, null) || socket.finishConnect()) {
      stream.start();
    }
  }

  private void send(SocketStream stream, Event event) throws Exception {
    onLoop(() -> {
      stream.send(event);
      return stream;
    });
  }

  private static Event data(String text) {
    return new Event.Data(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
  }

  private static Event data(int size) {
    return new Event.Data(Unpooled.buffer(size).writeZero(size));
  }

  private long pending(SocketStream stream) {
    return worker.loop().submit(stream::pendingBytes).syncUninterruptibly().getNow();
  }

  private String readAll() throws IOException {
    return new String(peer.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  @Test
  void still_sends_after_the_peer_has_ended_its_output() throws Exception {
    // given
    var stream = open(unlimited(), received);
    peer.getOutputStream().write('q');
    peer.shutdownOutput();
    received.awaitEnds("streamEnd");

    // when
    send(stream, data("answer"));
    send(stream, Event.StreamEnd.CLEAN);

    // then
    assertThat(readAll()).isEqualTo("answer");
    received.awaitEnds("streamEnd", "closed");
    assertThat(received.bytes()).isEqualTo("q");
  }

  @Test
  void sends_small_pieces_of_a_turn_together_and_in_order() throws Exception {
    var stream = open(unlimited(), received);
    var head = Unpooled.buffer(64).writeBytes("head,".getBytes(StandardCharsets.ISO_8859_1));
    var small = Unpooled.copiedBuffer("small,", StandardCharsets.ISO_8859_1);
    var large = "x".repeat(6000);

    int copied =
        onLoop(() -> {
          stream.send(new Event.Data(head));
          stream.send(new Event.Data(small.retain()));
          int references = small.refCnt();
          stream.send(data(large));
          stream.send(data("after"));
          stream.send(Event.StreamEnd.CLEAN);
          return references;
        });

    assertThat(copied).as("references that the stream left").isEqualTo(1);
    assertThat(readAll()).isEqualTo("head,small," + large + "after");
    small.release();
  }

  @Test
  void sends_much_when_its_source_has_given_it_and_little_at_the_end_of_the_turn()
      throws Exception {
    var stream = open(unlimited(), received);
    var little =
        onLoop(() -> {
          stream.send(data((32 << 10) - 1));
          worker.endRead();
          return stream.pendingBytes();
        });
    assertThat(little).isGreaterThanOrEqualTo((32 << 10) - 1);
    var much =
        onLoop(() -> {
          stream.send(data(32 << 10));
          worker.endRead();
          return stream.pendingBytes();
        });
    assertThat(much).isZero();
    send(stream, new Event.StreamEnd(null));
    assertThat(readAll()).hasSize((64 << 10) - 1);
  }

  @Test
  void changes_no_bytes_that_others_see_too() throws Exception {
    var stream = open(unlimited(), received);
    var shared = Unpooled.buffer(64).writeBytes("shared,".getBytes(StandardCharsets.ISO_8859_1));

    onLoop(() -> {
      stream.send(new Event.Data(shared.retainedDuplicate()));
      stream.send(data("own"));
      stream.send(Event.StreamEnd.CLEAN);
      return stream;
    });

    assertThat(readAll()).isEqualTo("shared,own");
    assertThat(shared.getByte(shared.writerIndex())).isZero();
    shared.release();
  }

  @Test
  void sends_much_to_a_slow_peer_that_has_ended_its_output() throws Exception {
    // given
    var stream = open(unlimited(), received);
    peer.shutdownOutput();
    received.awaitEnds("streamEnd");

    // when: it takes each part only once all of that waits
    long taken = 0;
    for (int i = 0; i < 3; i++) {
      send(stream, data(8 << 20));
      Await.until("much waits", () -> pending(stream) > 0);
      taken += peer.getInputStream().readNBytes(8 << 20).length;
      Await.until("nothing waits", () -> pending(stream) == 0);
    }
    send(stream, Event.StreamEnd.CLEAN);

    // then
    assertThat(taken).isEqualTo(24 << 20);
    assertThat(readAll()).isEmpty();
    received.awaitEnds("streamEnd", "closed");
  }

  @Test
  void reads_all_of_a_peer_that_has_ended_while_it_was_not_read() throws Exception {
    // given
    var stream = open(unlimited(), received);
    onLoop(() -> {
      stream.pauseReading();
      return stream;
    });

    // when: the loop is told that it has ended, in the turn before the task or earlier
    var sent = "0123456789abcdef".repeat(8 << 10);
    peer.getOutputStream().write(sent.getBytes(StandardCharsets.ISO_8859_1));
    peer.shutdownOutput();
    onLoop(() -> stream);
    onLoop(() -> {
      stream.resumeReading();
      return stream;
    });

    // then
    received.awaitEnds("streamEnd");
    assertThat(received.bytes()).isEqualTo(sent);
  }

  @Test
  void still_receives_after_our_output_has_ended() throws Exception {
    // given
    var stream = open(unlimited(), received);
    send(stream, data("question"));
    send(stream, Event.StreamEnd.CLEAN);
    assertThat(readAll()).isEqualTo("question");

    // when
    peer.getOutputStream().write("answer".getBytes(StandardCharsets.ISO_8859_1));
    peer.close();

    // then
    received.awaitEnds("streamEnd", "closed");
    assertThat(received.bytes()).isEqualTo("answer");
  }

  @Test
  void resets_the_connection_when_the_output_ends_with_an_error() throws Exception {
    var stream = open(unlimited(), received);

    send(stream, new Event.StreamEnd(StreamError.RUNTIME_ERROR));

    assertThatThrownBy(this::readAll).isInstanceOf(IOException.class).hasMessageContaining("reset");
    received.awaitEnds("streamEnd", "closed");
  }

  @Test
  void says_that_the_peer_reset_the_connection() throws Exception {
    var _ = open(unlimited(), received);

    peer.setSoLinger(true, 0);
    peer.close();

    received.awaitEnds("streamEnd(ConnectionReset)", "closed");
  }

  @Test
  void ends_when_nothing_is_read_for_too_long() throws Exception {
    var _ = open(options(NEVER, SOON, NEVER), received);

    received.awaitEnds("streamEnd(ReadTimeout)", "closed");
  }

  @Test
  void ends_when_nothing_moves_for_too_long() throws Exception {
    var _ = open(options(SOON, NEVER, NEVER), received);

    received.awaitEnds("streamEnd(IdleTimeout)", "closed");
  }

  @Test
  void ends_when_the_peer_does_not_take_what_is_sent() throws Exception {
    var stream = open(options(NEVER, NEVER, SOON), received);

    send(stream, data(32 << 20));

    received.awaitEnds("streamEnd(WriteTimeout)", "closed");
  }

  @Test
  void does_not_wait_for_input_of_a_peer_that_has_ended_it() throws Exception {
    // given
    open(options(Duration.ofMillis(900), SOON, NEVER), received);
    peer.shutdownOutput();

    // then
    received.awaitEnds("streamEnd", "closed"); // by the idle limit, which is the longer one
  }

  @Test
  void pauses_what_feeds_a_peer_that_does_not_read_until_it_does() throws Exception {
    // given
    var source = new TestSource();
    var stream = open(unlimited(), received);
    int size = 16 << 20;

    // when
    onLoop(() -> {
      worker.reading(source);
      stream.send(data(size));
      stream.send(data(1));
      worker.reading(null);
      return source;
    });

    // then
    assertThat(onLoop(source::pauses)).isEqualTo(1);
    assertThat(peer.getInputStream().readNBytes(size + 1)).hasSize(size + 1);
    Await.until("source resumed", () -> pauses(source) == 0);
  }

  private int pauses(TestSource source) {
    try {
      return onLoop(source::pauses);
    } catch (Exception failure) {
      throw new AssertionError(failure);
    }
  }

  @Test
  void lets_go_of_what_it_paused_when_it_is_closed() throws Exception {
    var source = new TestSource();
    var stream = open(unlimited(), received);

    onLoop(() -> {
      worker.reading(source);
      stream.send(data(16 << 20));
      worker.reading(null);
      stream.close();
      return source;
    });

    received.awaitEnds("streamEnd", "closed");
    assertThat(pauses(source)).isZero();
  }

  @Test
  void gives_a_peer_up_for_whom_more_waits_than_may_be_buffered() throws Exception {
    // given: a limit below the one for congestion
    var stream =
        open(new SocketOptions(NEVER, NEVER, NEVER, 32 << 20, 1 << 20, true, true), received);

    // when
    send(stream, data(16 << 20));

    // then
    received.awaitEnds("streamEnd(BufferOverflow)", "closed");
  }

  @Test
  void takes_for_overflow_only_what_the_peer_does_not_take() throws Exception {
    var stream = open(new SocketOptions(NEVER, NEVER, NEVER, 1 << 20, 1000, true, true), received);

    onLoop(() -> {
      stream.send(data(900));
      stream.send(data(900));
      stream.send(Event.StreamEnd.CLEAN);
      return stream;
    });

    assertThat(readAll()).hasSize(1800);
  }

  @Test
  void does_not_take_our_own_fault_for_the_peers() throws Exception {
    // given
    var owner =
        new OpenSocket.Owner() {
          @Override
          public void received(Event event) {
            received.received(event);
            if (event instanceof Event.Data) {
              throw new IllegalStateException("on purpose");
            }
          }

          @Override
          public void closed() {
            received.closed();
          }
        };
    var _ = open(unlimited(), owner);

    // when
    peer.getOutputStream().write('x');

    // then
    received.awaitEnds("streamEnd(RuntimeError)", "closed");
  }

  @Test
  void takes_more_writes_for_no_progress_of_a_peer_that_takes_nothing() throws Exception {
    // given
    var stream = open(options(NEVER, NEVER, SOON), received);
    send(stream, data(32 << 20));

    // when: something is written all the time
    Await.until(
        "given up",
        () -> {
          try {
            send(stream, data("more"));
          } catch (Exception failure) {
            throw new AssertionError(failure);
          }
          return received.ends().contains("closed");
        });

    // then
    received.awaitEnds("streamEnd(WriteTimeout)", "closed");
  }

  @Test
  void does_not_give_up_a_peer_that_takes_a_large_buffer_slowly() throws Exception {
    // given: one buffer that takes several times the limit to send
    int size = 16 << 20;
    var limit = Duration.ofSeconds(1); // long enough for a reader that a busy machine holds up
    var stream = open(options(NEVER, NEVER, limit), received);
    send(stream, data(size));

    // when: it is read in small steps, each of them sooner than the limit
    var input = peer.getInputStream();
    long end = System.nanoTime() + 3 * limit.toNanos();
    int taken = 0;
    while (System.nanoTime() < end) {
      taken += input.readNBytes(256 << 10).length;
      java.util.concurrent.locks.LockSupport.parkNanos(limit.toNanos() / 10);
    }

    // then
    assertThat(input.readNBytes(size - taken).length).isEqualTo(size - taken);
    assertThat(received.ends()).isEmpty();
    send(stream, Event.StreamEnd.CLEAN);
    assertThat(input.read()).isNegative();
  }

  @Test
  void counts_the_time_that_bytes_wait_from_when_they_were_written() throws Exception {
    // given: a connection that was silent for longer than the limit
    var stream = open(options(NEVER, NEVER, SOON), received);
    long end = System.nanoTime() + 2 * SOON.toNanos();
    Await.until("silence is over", () -> System.nanoTime() - end > 0);

    // when
    send(stream, data(6 << 20));

    // then
    assertThat(peer.getInputStream().readNBytes(6 << 20)).hasSize(6 << 20);
    assertThat(received.ends()).isEmpty();
  }

  @Test
  void drops_what_a_lingering_peer_sends_and_closes_when_it_has_ended() throws Exception {
    // given
    var stream = open(unlimited(), received);
    send(stream, data("last"));
    send(stream, Event.StreamEnd.CLEAN);
    onLoop(() -> {
      stream.linger();
      return stream;
    });

    // when
    peer.getOutputStream().write("nobody wants this".getBytes(StandardCharsets.ISO_8859_1));

    // then
    assertThat(readAll()).isEqualTo("last");
    peer.shutdownOutput();
    received.awaitEnds("streamEnd", "closed");
    assertThat(received.bytes()).isEmpty();
  }

  @Test
  void closes_on_a_lingering_peer_that_never_ends() throws Exception {
    // given
    var stream = open(unlimited(), received);
    send(stream, Event.StreamEnd.CLEAN);
    onLoop(() -> {
      stream.linger();
      return stream;
    });

    // when: it sends as long as it can
    long sent = 0;
    var chunk = new byte[64 << 10];
    try {
      while (sent < 1L << 30) {
        peer.getOutputStream().write(chunk);
        sent += chunk.length;
      }
    } catch (IOException closed) {
      // as it should be
    }

    // then
    assertThat(sent).isLessThan(64L << 20);
    received.awaitEnds("streamEnd", "closed");
  }

  @Test
  void reads_what_a_peer_sent_right_before_it_reset() throws Exception {
    for (int i = 0; i < 20; i++) {
      // given
      var ends = new ReceivedEvents();
      var _ = open(unlimited(), ends);

      // when
      reset("last");

      // then
      ends.awaitEnds("streamEnd(ConnectionReset)", "closed");
      assertThat(ends.bytes()).isEqualTo("last");
    }
  }

  @Test
  void ends_with_a_peer_that_resets_after_it_has_ended_its_output() throws Exception {
    // given
    open(unlimited(), received);
    peer.shutdownOutput();
    received.awaitEnds("streamEnd");

    // when
    peer.setSoLinger(true, 0);
    peer.close();

    // then
    if (transport == Transport.EPOLL) { // a selector tells only of what is waited for
      received.awaitEnds("streamEnd", "closed");
    }
  }

  @Test
  void reads_what_a_peer_sent_before_it_took_nothing_more() throws Exception {
    // given: a loop that is busy while the peer answers and goes
    var stream = open(unlimited(), received);
    var hasGone = new AtomicBoolean();
    var sent =
        worker
            .loop()
            .submit(() -> {
              while (!hasGone.get()) {
                // busy
              }
              stream.send(data("more"));
            });

    // when
    reset("too large");
    hasGone.set(true);
    sent.get(10, TimeUnit.SECONDS);

    // then: the write has failed before anything was read, and nobody waits for more
    long begun = System.nanoTime();
    received.awaitEnds("streamEnd(ConnectionReset)", "closed");
    assertThat(received.bytes()).isEqualTo("too large");
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Lingering.LIMIT);
  }

  @Test
  void does_not_pause_who_feeds_a_peer_that_takes_nothing_more() throws Exception {
    // given: a loop that is busy while the peer goes
    var stream = open(unlimited(), received);
    var source = new TestSource();
    var hasGone = new AtomicBoolean();
    var sent =
        worker
            .loop()
            .submit(() -> {
              while (!hasGone.get()) {
                // busy
              }
              worker.reading(source);
              stream.send(data(1 << 20)); // more than waits for the end of a turn
              worker.reading(null);
              return source.pauses();
            });

    // when
    reset("too large");
    hasGone.set(true);

    // then
    assertThat(sent.get(10, TimeUnit.SECONDS)).isZero();
    received.awaitEnds("streamEnd(ConnectionReset)", "closed");
  }

  private void reset(String last) throws IOException {
    peer.setSoLinger(true, 0);
    peer.getOutputStream().write(last.getBytes(StandardCharsets.ISO_8859_1));
    peer.close();
  }
}
