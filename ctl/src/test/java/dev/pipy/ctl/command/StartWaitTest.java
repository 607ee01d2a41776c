package dev.pipy.ctl.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.control.v1.RollbackRequest;
import dev.pipy.ctl.testing.FakeServer;
import dev.pipy.ctl.testing.Tool;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class StartWaitTest {

  private final FakeServer server;
  private final Tool tool;

  StartWaitTest(@TempDir Path temporary) throws IOException {
    server = FakeServer.start();
    tool = new Tool(temporary).target(server);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void starts_a_stopped_program_at_the_revision_that_was_stopped() {
    // given
    server.deployments().setActive(0);

    // when
    int code = tool.run("start", "proxy", "-m", "again");

    // then
    assertThat(code).isZero();
    RollbackRequest asked = server.deployments().rollbacks().remove();
    assertThat(asked.getRevision()).isZero();
    assertThat(asked.getMessage()).isEqualTo("again");
    assertThat(tool.out()).startsWith("✓ proxy r42 is active");
    assertThat(tool.err()).contains("Stop: pipyctl stop proxy");
  }

  @Test
  void starts_the_revision_that_was_asked_for() {
    // given
    server.deployments().setActive(0);

    // when
    tool.run("start", "proxy", "r41", "-o", "name");

    // then
    assertThat(server.deployments().rollbacks().remove().getRevision()).isEqualTo(41);
    assertThat(tool.out()).isEqualTo("proxy r41\n");
  }

  @Test
  void starts_what_failed_to_run() {
    // given
    server.deployments().fail("r43 could not be started");

    // when
    int code = tool.run("start", "proxy");

    // then
    assertThat(code).isZero();
    assertThat(server.deployments().rollbacks().remove().getRevision()).isEqualTo(43);
  }

  @Test
  void refuses_to_change_the_revision_of_what_runs() {
    // when
    int code = tool.run("start", "proxy", "r41");

    // then
    assertThat(code).isEqualTo(6);
    assertThat(tool.err()).contains("runs already, at r43").contains("rollback proxy --to r41");
    assertThat(server.deployments().rollbacks()).isEmpty();
  }

  @Test
  void does_not_start_what_is_not_there() {
    assertThat(tool.run("start", "nope")).isEqualTo(5);
  }

  @Test
  void waits_until_a_revision_is_active() throws Exception {
    // given
    server.deployments().setActive(42);
    CompletableFuture<Integer> waiting =
        CompletableFuture.supplyAsync(() -> tool.run("wait", "proxy", "--for", "active=r43"));
    server.deployments().awaitLooks(2);

    // when
    server.deployments().setActive(43);

    // then
    assertThat(waiting.get(30, TimeUnit.SECONDS)).isZero();
    assertThat(tool.out()).startsWith("✓ proxy is active=r43: r43 is active");
  }

  @Test
  void gives_up_when_the_time_is_over() {
    // when
    int drained = tool.run("wait", "proxy", "--for", "drained", "--timeout", "300ms");
    String error = tool.err();
    int unknown = tool.run("--timeout", "300ms", "wait", "nope", "--for", "healthy");

    // then
    assertThat(drained).isEqualTo(10);
    assertThat(error).contains("not drained within").contains("12 connections drain");
    assertThat(unknown).isEqualTo(10);
  }

  @Test
  void waits_for_a_server_to_come() {
    // when
    int code =
        tool.set("PIPYCTL_TARGET", "127.0.0.1:1")
            .set("PIPYCTL_TIMEOUT", "300ms")
            .run("wait", "proxy", "--for", "healthy");

    // then
    assertThat(code).isEqualTo(10);
    assertThat(tool.err()).contains("cannot reach the server");
  }

  @Test
  void refuses_a_condition_it_does_not_know() {
    assertThat(tool.run("wait", "proxy", "--for", "rain")).isEqualTo(2);
    assertThat(tool.run("wait", "proxy", "--for", "active=x")).isEqualTo(2);
  }

  @Test
  void lists_programs() {
    // when
    tool.run("programs", "-o", "name");
    String names = tool.out();
    int table = tool.run("codebases", "list");

    // then
    assertThat(names).isEqualTo("proxy\n");
    assertThat(table).isZero();
    assertThat(tool.out()).startsWith("PROGRAM  STATE").doesNotContain("healthy");
    assertThat(tool.run("programs", "show", "nope")).isEqualTo(5);
    assertThat(tool.run("programs", "show", "proxy")).isZero();
  }
}
