package dev.pipy.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pipy.testing.Await;
import dev.pipy.worker.Transport;
import dev.pipy.worker.Worker;
import dev.pipy.worker.WorkerGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Transport.class)
final class TcpAcceptorTest implements TcpAcceptor.Receiver {

  /// Of tcp(7) and socket(7).
  private static final int TCP = 6;

  private static final int TCP_NODELAY = 1;
  private static final int SOL_SOCKET = 1;
  private static final int SO_KEEPALIVE = 9;

  private final WorkerGroup workers;
  private final Worker worker;
  private final BlockingQueue<TcpSocket> accepted = new LinkedBlockingQueue<>();
  private InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private @Nullable TcpAcceptor acceptor;

  TcpAcceptorTest(Transport transport) {
    workers = new WorkerGroup(1, transport);
    worker = workers.workers().getFirst();
  }

  @Override
  public void accepted(TcpSocket socket) {
    accepted.add(socket);
  }

  @Override
  public void failed(TcpAcceptor acceptor, IOException failure) {
    throw new AssertionError(failure);
  }

  @BeforeEach
  void bind() throws IOException {
    address = new InetSocketAddress(address.getAddress(), freePort());
    acceptor = TcpAcceptor.bind(worker, address, 16, false, this);
  }

  private static int freePort() throws IOException {
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  @AfterEach
  void end() {
    onLoop(acceptor()::close);
    accepted.forEach(socket -> onLoop(socket::close));
    workers.close();
  }

  private TcpAcceptor acceptor() {
    if (acceptor == null) {
      throw new IllegalStateException("not bound");
    }
    return acceptor;
  }

  private void onLoop(Runnable task) {
    worker.loop().submit(task).syncUninterruptibly();
  }

  private Socket connect() throws IOException {
    return new Socket(address.getAddress(), address.getPort());
  }

  private @Nullable TcpSocket next(int millis) throws InterruptedException {
    return accepted.poll(millis, TimeUnit.MILLISECONDS);
  }

  @Test
  void tells_who_has_connected_to_which_address() throws Exception {
    // given
    acceptor().accept(true);

    // when
    try (var client = connect()) {
      var socket = Objects.requireNonNull(next(10_000), "nobody was accepted");

      // then
      assertThat(socket.remoteAddress()).isEqualTo(client.getLocalSocketAddress());
      assertThat(socket.localAddress()).isEqualTo(client.getRemoteSocketAddress());
    }
  }

  @Test
  void gives_the_options_that_are_asked_for() throws Exception {
    // given
    acceptor().accept(true);

    // when
    try (var _ = connect()) {
      var socket = Objects.requireNonNull(next(10_000), "nobody was accepted");
      for (boolean isOn : List.of(true, false, true)) {
        new SocketOptions(Duration.ZERO, Duration.ZERO, Duration.ZERO, 1 << 20, 0, isOn, isOn)
            .applyTo(socket);

        // then
        assertThat(isOn(socket, TCP, TCP_NODELAY)).isIn(isOn, null);
        assertThat(isOn(socket, SOL_SOCKET, SO_KEEPALIVE)).isIn(isOn, null);
      }
    }
  }

  /// Null if this kind of socket does not tell.
  private static @Nullable Boolean isOn(TcpSocket socket, int level, int name) {
    var value = socket.option(level, name, 4);
    return value == null ? null : value.order(ByteOrder.nativeOrder()).getInt() != 0;
  }

  @Test
  void lets_clients_wait_while_nobody_accepts_again_and_again() throws Exception {
    for (int i = 0; i < 3; i++) {
      // given
      acceptor().accept(false);
      onLoop(() -> {});

      // when
      try (var _ = connect()) {
        // then
        assertThat(next(100)).isNull();
        acceptor().accept(true);
        assertThat(next(10_000)).isNotNull();
      }
    }
  }

  @Test
  void takes_no_port_that_another_has() {
    assertThatThrownBy(() -> TcpAcceptor.bind(worker, address, 16, false, this))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("in use");
  }

  @Test
  void shares_a_port_with_another_of_the_process() throws Exception {
    // given
    var shared = new InetSocketAddress(address.getAddress(), freePort());
    var first = TcpAcceptor.bind(worker, shared, 16, true, this);

    // when
    var second = TcpAcceptor.bind(worker, shared, 16, true, this);

    // then
    assertThat(second.worker()).isSameAs(worker);
    onLoop(first::close);
    onLoop(second::close);
  }

  @Test
  void lets_nobody_in_once_it_is_closed() {
    onLoop(acceptor()::close);
    // a selector lets go of the port in its next turn
    Await.until("refused", this::isRefused);
  }

  private boolean isRefused() {
    try (var _ = connect()) {
      return false;
    } catch (IOException refused) {
      return true;
    }
  }
}
