package dev.pipy.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.pipy.control.v1.DeployRequest;
import dev.pipy.control.v1.DeployResponse;
import dev.pipy.control.v1.File;
import dev.pipy.control.v1.RollbackRequest;
import dev.pipy.e2e.support.Await;
import dev.pipy.e2e.support.ControlApi;
import dev.pipy.e2e.support.EchoOrigin;
import dev.pipy.e2e.support.Pki;
import dev.pipy.e2e.support.Ports;
import dev.pipy.e2e.support.ProcessFigures;
import dev.pipy.e2e.support.ProxyUnderTest;
import dev.pipy.e2e.support.SwapClients;
import dev.pipy.e2e.support.Tools;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Swap after swap between two codebases, while clients of all kinds are at it: keep-alive,
/// pipelining, TLS, HTTP/2, WebSocket, slow bodies, requests that wait for a timer of the script.
/// Nothing is lost, nobody sees half of each version, and the memory of the old ones is free. It
/// takes long, so it is run when asked for: `-Dpipy.swaps=1000`.
class SwapSoakIT {

  private static final int SWAPS = Integer.getInteger("pipy.swaps", 0);
  private static final long MIB = 1L << 20;

  @TempDir Path folder;

  private final int clear = Ports.free();
  private final int tls = Ports.free();

  /// Every answer carries the version of the module that took the request and of the one that saw
  /// the answer: they must agree.
  private DeployRequest version(String name, int origin, Pki pki, int round) {
    var main =
        """
        ((
          certificate = {
            cert: new crypto.CertificateChain(pipy.load('/server.crt')),
            key: new crypto.PrivateKey(pipy.load('/server.key')),
          },
        ) => pipy({ _taken: '' })
          .export('swap', { __taken: '' })
          .listen('127.0.0.1:%d').link('http')
          .listen('127.0.0.1:%d').acceptTLS('http', { certificate, alpn: ['h2', 'http/1.1'] })
          .pipeline('http').demuxHTTP('request')
          .pipeline('request')
          .handleMessageStart(() => { __taken = '%s' })
          .use('answers.js', 'request')
        )()
        """
            .formatted(clear, tls, name);
    var answers =
        """
        (() => pipy({ _path: '' })
          .import({ __taken: 'swap' })
          .pipeline('request')
          .handleMessageStart(start => { _path = start.head.path })
          .link('timer', () => _path === '/timer', 'forward')
          .pipeline('timer')
          .replaceMessage(async () => {
            await new Timeout(0.03).wait()
            return new Message({ headers: { 'x-version': __taken + '-%s' } }, 'waited')
          })
          .pipeline('forward')
          .muxHTTP('connection', '')
          .handleMessageStart(start => { start.head.headers['x-version'] = __taken + '-%s' })
          .pipeline('connection').connect('127.0.0.1:%d')
        )() // round %d
        """
            .formatted(name, name, origin, round);
    return DeployRequest.newBuilder()
        .setProgram("swap")
        .addFiles(file("main.js", main))
        .addFiles(file("answers.js", answers))
        .addFiles(file("server.crt", pki.text("localhost.crt")))
        .addFiles(file("server.key", pki.text("localhost.key")))
        .build();
  }

  private static File file(String path, String text) {
    return File.newBuilder().setPath(path).setContent(ByteString.copyFrom(text, UTF_8)).build();
  }

  @Test
  void loses_nothing_and_keeps_nothing() throws Exception {
    Tools.assumePresent("openssl");
    Assumptions.assumeTrue(SWAPS > 0, "asked for by -Dpipy.swaps=N");
    Assumptions.assumeTrue(ProcessFigures.areKnown(), "needs /proc");
    var pki = new Pki(folder).authority("ca").issue("localhost", "ca");
    try (var origin = new EchoOrigin();
        var proxy =
            ProxyUnderTest.in(folder)
                .javaOptions("-Xmx320m -Dio.netty.leakDetection.level=advanced")
                .arguments("--threads=4")
                .controlled()
                .start();
        var api = ControlApi.of(proxy)) {
      var figures = new ProcessFigures(proxy.pid());
      var times = new ArrayList<DeployResponse>();
      api.deployments().deploy(version("blue", origin.port(), pki, 0));

      long heapEarly = 0;
      var clients = new SwapClients(clear, tls, pki.file("ca.crt"));
      try (clients) {
        for (int swap = 1; swap <= SWAPS; swap++) {
          var name = swap % 2 == 1 ? "green" : "blue";
          times.add(api.deployments().deploy(version(name, origin.port(), pki, swap)));
          assertThat(clients.failures()).as("after swap %d", swap).isEmpty();
          if (swap == SWAPS / 3) {
            heapEarly = figures.liveHeap();
          }
        }
        clients.awaitOneMoreOfEach();
      }
      assertThat(clients.failures()).isEmpty();
      assertThat(clients.counts().values()).allMatch(count -> count > 0);

      // the old versions are gone: those of a third of the swaps would not fit
      awaitNothingDrains(api);
      long grown = figures.liveHeap() - heapEarly;
      System.out.printf(
          "swaps: %d, %s; prepare %s, commit %s; live heap grew by %d KiB%n",
          SWAPS,
          clients.counts(),
          quantiles(times, one -> one.getPrepareDuration()),
          quantiles(times, one -> one.getCommitDuration()),
          grown >> 10);
      assertThat(grown).isLessThan(8 * MIB);

      // and what was there before is a moment away
      Await.until(
          "the revision before is warm",
          Duration.ofSeconds(30),
          () -> proxy.ctl().ok("history", "swap", "-n", "2"),
          text -> text.contains("warm"));
      var back =
          api.deployments().rollback(RollbackRequest.newBuilder().setProgram("swap").build());
      assertThat(back.getWarm()).isTrue();
      System.out.printf(
          "rollback: prepare %s, commit %s%n",
          millis(back.getPrepareDuration()), millis(back.getCommitDuration()));
    }
  }

  private static void awaitNothingDrains(ControlApi api) {
    Await.until(
        "nothing drains",
        Duration.ofSeconds(45),
        () -> api.server().getStatus(dev.pipy.control.v1.GetStatusRequest.getDefaultInstance()),
        status ->
            status.getProgramsList().stream().allMatch(one -> one.getDrainingConnections() == 0));
  }

  private interface Phase {
    com.google.protobuf.Duration of(DeployResponse response);
  }

  private static String quantiles(List<DeployResponse> responses, Phase phase) {
    var sorted =
        responses.stream()
            .map(phase::of)
            .map(one -> Duration.ofSeconds(one.getSeconds(), one.getNanos()))
            .sorted(Comparator.naturalOrder())
            .toList();
    return "p50 %.1f ms, p99 %.1f ms"
        .formatted(
            sorted.get(sorted.size() / 2).toNanos() / 1e6,
            sorted.get(sorted.size() * 99 / 100).toNanos() / 1e6);
  }

  private static String millis(com.google.protobuf.Duration duration) {
    return "%.1f ms".formatted(duration.getSeconds() * 1e3 + duration.getNanos() / 1e6);
  }
}
