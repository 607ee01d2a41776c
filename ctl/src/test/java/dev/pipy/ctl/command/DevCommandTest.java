package dev.pipy.ctl.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.google.protobuf.ByteString;
import dev.pipy.control.v1.DeployRequest;
import dev.pipy.control.v1.ManifestEntry;
import dev.pipy.ctl.Ctl;
import dev.pipy.ctl.host.Cancellation;
import dev.pipy.ctl.host.Host;
import dev.pipy.ctl.host.Screen;
import dev.pipy.ctl.testing.Await;
import dev.pipy.ctl.testing.FakeServer;
import dev.pipy.ctl.testing.Refusal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class DevCommandTest {

  private final FakeServer server;
  private final Path folder;
  private final Path state;
  private final Cancellation ctrlC = new Cancellation();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  DevCommandTest(@TempDir Path temporary) throws IOException {
    server = FakeServer.start();
    state = temporary;
    folder = Files.createDirectories(temporary.resolve("proxy"));
    Files.writeString(folder.resolve("main.js"), "pipy()");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private CompletableFuture<Integer> start(String... more) throws InterruptedException {
    Map<String, String> variables =
        Map.of(
            "PIPYCTL_TARGET", server.target(),
            "PIPY_STATE_DIR", state.toString(),
            "XDG_CONFIG_HOME", state.toString());
    Host host =
        new Host(
            variables,
            InputStream.nullInputStream(),
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8),
            Screen.NONE,
            _ -> "",
            ctrlC);
    String[] words = new String[2 + more.length];
    words[0] = "dev";
    words[1] = folder.toString();
    System.arraycopy(more, 0, words, 2, more.length);
    CompletableFuture<Integer> running = CompletableFuture.supplyAsync(() -> Ctl.run(host, words));
    assertThat(next()).isNotNull();
    Await.until(() -> err.toString(UTF_8).contains("●") || running.isDone());
    return running;
  }

  private DeployRequest next() throws InterruptedException {
    return server.deployments().deploys().poll(30, SECONDS);
  }

  private void awaitOut(String text) {
    Await.until(() -> out.toString(UTF_8).contains(text));
  }

  private void end(CompletableFuture<Integer> running) throws Exception {
    ctrlC.cancel();
    assertThat(running.get(30, SECONDS)).isZero();
  }

  @Test
  void deploys_every_save() throws Exception {
    // given
    CompletableFuture<Integer> running = start("-c", "web");

    // when
    Files.writeString(folder.resolve("main.js"), "pipy().listen(1)");
    DeployRequest saved = next();
    awaitOut("saved main.js → active in");

    // then
    assertThat(saved.getProgram()).isEqualTo("web");
    assertThat(saved.getMessage()).isEqualTo("dev: saved main.js");
    assertThat(saved.getFiles(0).getContent().toStringUtf8()).isEqualTo("pipy().listen(1)");
    end(running);
    assertThat(out.toString(UTF_8)).containsPattern("(?m)^\\d\\d:\\d\\d:\\d\\d saved main.js → ");
    assertThat(err.toString(UTF_8)).contains("web runs on. Stop it: pipyctl stop web");
  }

  @Test
  void sends_only_what_the_server_lacks_of_a_large_folder() throws Exception {
    // given
    Files.writeString(folder.resolve("large.txt"), "x".repeat(4 << 20));
    CompletableFuture<Integer> running = start();
    assertThat(server.revisions().blobs().values())
        .map(ByteString::size)
        .containsExactlyInAnyOrder(4 << 20, "pipy()".length());

    // when
    Files.writeString(folder.resolve("main.js"), "pipy().listen(1)");
    DeployRequest saved = next();
    awaitOut("saved main.js → active in");

    // then
    assertThat(saved.getFilesList()).isEmpty();
    assertThat(saved.getManifestList())
        .extracting(ManifestEntry::getPath, ManifestEntry::getSize)
        .containsExactly(tuple("large.txt", 4L << 20), tuple("main.js", 16L));
    assertThat(server.revisions().uploads()).isEqualTo(2);
    assertThat(server.revisions().blobs()).hasSize(3);
    end(running);
  }

  @Test
  void takes_what_editors_do_for_one_save() throws Exception {
    // given
    CompletableFuture<Integer> running = start();

    // when: a trial file, a backup, a new file over the old one, as vim saves
    Files.writeString(folder.resolve(".main.js.swp"), "x");
    Files.delete(Files.writeString(folder.resolve("4913"), ""));
    Path fresh = Files.writeString(folder.resolve(".main.js.new"), "pipy().task()");
    Files.move(
        fresh,
        folder.resolve("main.js"),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);

    // then
    assertThat(next().getMessage()).isEqualTo("dev: saved main.js");
    Files.createDirectories(folder.resolve("plugins/deep"));
    Files.writeString(folder.resolve("plugins/deep/a.js"), "1");
    assertThat(next().getMessage()).isEqualTo("dev: saved plugins/deep/a.js");
    Files.writeString(folder.resolve("plugins/deep/a.js"), "2");
    assertThat(next().getMessage()).isEqualTo("dev: saved plugins/deep/a.js");
    Files.delete(folder.resolve("plugins/deep/a.js"));
    assertThat(next().getMessage()).isEqualTo("dev: deleted plugins/deep/a.js");
    end(running);
  }

  @Test
  void keeps_what_ran_when_a_save_does_not_load() throws Exception {
    // given
    CompletableFuture<Integer> running = start();
    server.deployments().refuse(Refusal.invalidCodebase());

    // when
    Files.writeString(folder.resolve("main.js"), "pipy(");
    next();

    // then
    awaitOut(
        "saved main.js → kept previous: plugins/balancer.js:31:7 connect(): option"
            + " \"conectTimeout\" is not known");
    end(running);
    assertThat(err.toString(UTF_8)).contains("conectTimeout: '5s'", "^^^^");
  }

  @Test
  void survives_a_server_that_goes_away() throws Exception {
    // given
    CompletableFuture<Integer> running = start();
    server.close();

    // when
    Files.writeString(folder.resolve("main.js"), "pipy().task()");

    // then
    awaitOut("kept previous: cannot reach the server");
    end(running);
  }

  @Test
  void probes_after_each_save_and_prints_json() throws Exception {
    // when
    CompletableFuture<Integer> running = start("--probe", "http://127.0.0.1:1/", "-o", "json");
    awaitOut("\"probe\"");
    end(running);

    // then
    assertThat(out.toString(UTF_8).lines())
        .first()
        .asString()
        .startsWith("{\"time\":")
        .contains("\"outcome\":\"active\",\"revision\":44", "\"probe\":\"probe failed");
  }

  @Test
  void refuses_what_is_no_folder_and_no_url() {
    Host host = new dev.pipy.ctl.testing.Tool(state).set("PIPYCTL_TARGET", server.target()).host();

    assertThat(Ctl.run(host, "dev", folder.resolve("nope").toString())).isEqualTo(2);
    assertThat(Ctl.run(host, "dev", folder.toString(), "--probe", "x y")).isEqualTo(2);
    assertThat(server.deployments().deploys()).isEmpty();
  }
}
