package dev.pipy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.pipy.control.v1.DeployRequest;
import dev.pipy.control.v1.File;
import dev.pipy.control.v1.GetRevisionRequest;
import dev.pipy.control.v1.RollbackRequest;
import dev.pipy.e2e.support.Command;
import dev.pipy.e2e.support.ControlApi;
import dev.pipy.e2e.support.Launchers;
import dev.pipy.e2e.support.Ports;
import dev.pipy.e2e.support.ProxyUnderTest;
import dev.pipy.e2e.support.RawClient;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The server is killed at random moments of deploys and rollbacks. Whatever the moment, the next
/// start serves what was answered last or what was under way, and the store is whole.
///
/// 4 kills; `-Dpipy.crashes=1000` for as many, `-Dpipy.fuzz.seed=N` for other moments.
class StoreCrashIT {

  private static final int KILLS = Integer.getInteger("pipy.crashes", 4);
  private static final long MOST_MICROS = 400_000;

  @TempDir Path folder;
  private final SplittableRandom random =
      new SplittableRandom(Long.getLong("pipy.fuzz.seed", 20_260_101));
  private final int port = Ports.free();

  /// What the last answer said to be active, and what was asked for then or after that.
  private final AtomicInteger answered = new AtomicInteger();

  private final AtomicInteger wanted = new AtomicInteger();
  private int next = 1;

  @Test
  void serves_the_old_or_the_new_revision_whenever_it_is_killed() throws Exception {
    try (ProxyUnderTest proxy = ProxyUnderTest.empty(folder);
        ControlApi api = ControlApi.of(proxy)) {
      deploy(api, 0);
    }
    for (int kill = 1; kill <= KILLS; kill++) {
      try (ProxyUnderTest proxy = ProxyUnderTest.in(folder).controlled().start(port);
          ControlApi api = ControlApi.of(proxy)) {
        assertOldOrNew(proxy, api, kill);
        killWhileDeploying(proxy, api);
      }
    }
    try (ProxyUnderTest proxy = ProxyUnderTest.in(folder).controlled().start(port);
        ControlApi api = ControlApi.of(proxy)) {
      assertOldOrNew(proxy, api, KILLS + 1);
    }
  }

  private void killWhileDeploying(ProxyUnderTest proxy, ControlApi api)
      throws InterruptedException {
    Thread deploys = Thread.ofVirtual().start(() -> deployUntilItIsGone(api));
    LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextLong(MOST_MICROS)));
    proxy.kill();
    deploys.join();
  }

  private void deployUntilItIsGone(ControlApi api) {
    try {
      while (true) {
        deploy(api, next++);
      }
    } catch (StatusRuntimeException expected) {
      // it was killed
      return;
    }
  }

  private void deploy(ControlApi api, int text) {
    int before = answered.get();
    wanted.set(text);
    DeployRequest.Builder request =
        DeployRequest.newBuilder()
            .setProgram("site")
            .addFiles(file("main.js", script(text)))
            .addFiles(file("data.txt", "x".repeat(text % 7 * 1000)));
    api.deployments().withDeadlineAfter(30, TimeUnit.SECONDS).deploy(request.build());
    answered.set(text);
    if (text % 5 == 4) {
      wanted.set(before);
      api.deployments()
          .withDeadlineAfter(30, TimeUnit.SECONDS)
          .rollback(RollbackRequest.newBuilder().setProgram("site").build());
      answered.set(before);
    }
  }

  private String script(int text) {
    return "pipy().listen(%d).serveHTTP(new Message('%d'))".formatted(port, text);
  }

  private static File file(String path, String text) {
    return File.newBuilder().setPath(path).setContent(ByteString.copyFromUtf8(text)).build();
  }

  private void assertOldOrNew(ProxyUnderTest proxy, ControlApi api, int kill) throws IOException {
    int served = Integer.parseInt(RawClient.get(port, "/").body());
    assertThat(served).as("served after kill %s", kill - 1).isIn(answered.get(), wanted.get());
    String stored =
        api.revisions()
            .getRevision(GetRevisionRequest.newBuilder().setProgram("site").build())
            .getFiles(1)
            .getSha256();
    assertThat(stored).as("stored after kill %s", kill - 1).isEqualTo(sha256(script(served)));
    Command.Result check =
        Command.of(
                Launchers.pipy().toString(),
                "--check-store",
                "--state-dir=" + proxy.stateDirectory())
            .run();
    assertThat(check.exitCode()).as(check.all()).isZero();
    assertThat(check.out()).as("kill %s", kill - 1).contains(": ok;").doesNotContain("left over");
    answered.set(served);
  }

  private static String sha256(String text) {
    try {
      return java.util.HexFormat.of()
          .formatHex(
              java.security.MessageDigest.getInstance("SHA-256")
                  .digest(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
