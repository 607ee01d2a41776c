package dev.pipy.control.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainDatagramPacket;
import io.netty.channel.unix.DomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceNotifierTest {

  @TempDir Path folder;

  private final LinkedBlockingQueue<String> received = new LinkedBlockingQueue<>();
  private MultiThreadIoEventLoopGroup loop;

  @SuppressWarnings("NullAway.Init") // JUnit calls open() first
  ServiceNotifierTest() {}

  @BeforeEach
  void open() {
    assumeTrue(Epoll.isAvailable());
    loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  }

  @AfterEach
  void close() {
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  private ServiceNotifier notifier(String socket) {
    new Bootstrap()
        .group(loop)
        .channel(EpollDomainDatagramChannel.class)
        .handler(
            new SimpleChannelInboundHandler<DomainDatagramPacket>() {
              @Override
              protected void channelRead0(
                  ChannelHandlerContext context, DomainDatagramPacket packet) {
                received.add(packet.content().toString(StandardCharsets.UTF_8));
              }
            })
        .bind(new DomainSocketAddress(socket.replaceFirst("^@", "\0")))
        .syncUninterruptibly();
    return ServiceNotifier.of(variables(Map.of("NOTIFY_SOCKET", socket)));
  }

  private static UnaryOperator<String> variables(Map<String, String> values) {
    return name -> values.getOrDefault(name, "");
  }

  private String next() throws InterruptedException {
    return Objects.requireNonNull(received.poll(10, TimeUnit.SECONDS), "no datagram came");
  }

  @Test
  void tells_each_state() throws Exception {
    try (var notifier = notifier(folder.resolve("notify").toString())) {
      notifier.ready("Serving 1 program\nand more");
      assertThat(next()).isEqualTo("READY=1\nSTATUS=Serving 1 program");
      notifier.reloading();
      assertThat(next()).matches("RELOADING=1\nMONOTONIC_USEC=\\d+\nSTATUS=Reloading");
      notifier.status("5 left");
      assertThat(next()).isEqualTo("STATUS=5 left");
      notifier.stopping("Draining");
      assertThat(next()).isEqualTo("STOPPING=1\nSTATUS=Draining");
    }
  }

  @Test
  void finds_a_socket_of_the_abstract_namespace() throws Exception {
    try (var notifier = notifier("@pipy-test-" + ProcessHandle.current().pid())) {
      notifier.ready("x");
      assertThat(next()).startsWith("READY=1");
    }
  }

  @Test
  void runs_on_without_a_socket() {
    try (var none = ServiceNotifier.of(_ -> "");
        var wrong =
            ServiceNotifier.of(
                variables(Map.of("NOTIFY_SOCKET", folder.resolve("none").toString())))) {
      none.ready("x");
      wrong.ready("x");
    }
    assertThat(received).isEmpty();
  }

  @Test
  void feeds_the_watchdog_while_workers_answer() throws Exception {
    var environment = Map.of("WATCHDOG_USEC", "20000");
    try (var notifier = notifier(folder.resolve("notify").toString());
        var _ = Watchdog.start(notifier, variables(environment), _ -> List.of())) {
      assertThat(next()).isEqualTo("WATCHDOG=1");
      assertThat(next()).isEqualTo("WATCHDOG=1");
    }
  }

  @Test
  void lets_the_watchdog_bite_when_a_worker_hangs() throws Exception {
    var environment = Map.of("WATCHDOG_USEC", "2000");
    var asked = new LinkedBlockingQueue<Duration>();
    try (var notifier = notifier(folder.resolve("notify").toString());
        var _ =
            Watchdog.start(
                notifier,
                variables(environment),
                limit -> {
                  asked.add(limit);
                  return List.of(1);
                })) {
      for (int i = 0; i < 3; i++) {
        assertThat(asked.poll(10, TimeUnit.SECONDS)).isEqualTo(Duration.ofMillis(1));
      }
    }
    assertThat(received).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "-1", "soon", "99999999999999999999"})
  void has_no_watchdog_that_was_not_asked_for(String micros) {
    assertThat(Watchdog.interval(variables(Map.of("WATCHDOG_USEC", micros)))).isZero();
    assertThat(
            Watchdog.interval(variables(Map.of("WATCHDOG_USEC", "1000000", "WATCHDOG_PID", "1"))))
        .isZero();
  }
}
