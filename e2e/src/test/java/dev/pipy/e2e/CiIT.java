package dev.pipy.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pipy.e2e.support.CodebaseFolder;
import dev.pipy.e2e.support.Command;
import dev.pipy.e2e.support.ControlApi;
import dev.pipy.e2e.support.Ports;
import dev.pipy.e2e.support.ProxyUnderTest;
import dev.pipy.e2e.support.RawClient;
import dev.pipy.e2e.support.Repository;
import dev.pipy.e2e.support.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What docs/ci.md shows, run as it stands there: a client generated from the `.proto` files, and
/// nothing of ours besides.
class CiIT {

  /// That of the system, which has its packages.
  private static final String PYTHON =
      Files.isExecutable(Path.of("/usr/bin/python3")) ? "/usr/bin/python3" : "python3";

  @TempDir Path folder;
  private ProxyUnderTest proxy;
  private Path client;
  private int port;

  @BeforeEach
  void generate_the_client() throws IOException {
    Tools.assumePresent("python3");
    Tools.assumePresent("protoc");
    Tools.assumePresent("grpc_python_plugin");
    assumeTrue(
        Command.of(PYTHON, "-c", "import grpc").run().exitCode() == 0,
        "needs python3-grpcio, which is not installed");
    assumeTrue(
        Files.exists(Path.of("/usr/include/google/protobuf/duration.proto")),
        "needs libprotobuf-dev, which is not installed");
    String page = Repository.read("docs/ci.md");
    client = Files.createDirectories(folder.resolve("client"));
    String generate = block(page, "sh", "protoc ").replace("=client", "=" + client);
    Command.Result generated = Command.of("sh", "-ec", generate).run();
    assertThat(generated.exitCode()).as(generated.all()).isZero();
    Files.writeString(client.resolve("deploy.py"), block(page, "python", "import "));
    port = Ports.free();
    proxy = ProxyUnderTest.empty(folder);
  }

  @AfterEach
  void stop() {
    if (proxy != null) {
      proxy.close();
    }
  }

  private static String block(String page, String language, String beginning) {
    Matcher blocks =
        Pattern.compile("^```" + language + "\\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE)
            .matcher(page);
    while (blocks.find()) {
      if (blocks.group(1).startsWith(beginning)) {
        return blocks.group(1);
      }
    }
    throw new AssertionError("docs/ci.md has no such block: " + language);
  }

  private Command.Result deploy(String text, String author, String... more) {
    CodebaseFolder codebase =
        CodebaseFolder.ofScript(
            folder.resolve("site-" + author),
            "pipy().listen(%d).serveHTTP(new Message('%s'))".formatted(port, text));
    List<String> words =
        new ArrayList<>(List.of(PYTHON, client + "/deploy.py", "site", codebase.path().toString()));
    words.addAll(List.of(more));
    return Command.of(words)
        .with(
            Map.of(
                "PIPY_TARGET",
                "127.0.0.1:" + proxy.adminPort(),
                "PIPYCTL_TOKEN",
                ControlApi.token(proxy),
                "CI_AUTHOR",
                author,
                "CI_PIPELINE",
                "nightly"))
        .run();
  }

  @Test
  void deploys_with_a_generated_client() throws IOException {
    Command.Result first = deploy("one", "alice", "0");
    Command.Result again = deploy("one", "alice");
    Command.Result stale = deploy("two", "bob", "0");

    assertThat(first.all()).isEqualTo("site r1 is active (was r0)\n");
    assertThat(again.all()).isEqualTo("site r1 was active already (was r1)\n");
    assertThat(stale.exitCode()).isEqualTo(1);
    assertThat(stale.err())
        .startsWith("ABORTED: program site exists already, r1 is active, activated by alice at 2");
    assertThat(RawClient.get(port, "/").body()).isEqualTo("one");
    assertThat(proxy.ctl().ok("revisions", "show", "site"))
        .contains("author    alice")
        .contains("labels    pipeline=nightly");
  }

  @Test
  void says_what_is_wrong_and_leaves_all_as_it_was() throws IOException {
    deploy("one", "alice");

    Command.Result refused = deploy("'", "bob");

    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err()).startsWith("INVALID_ARGUMENT: /main.js:1:");
    assertThat(RawClient.get(port, "/").body()).isEqualTo("one");
  }

  @Test
  void lets_one_client_win_a_race_and_tells_the_others_who_did() throws Exception {
    deploy("start", "start");
    int clients = 5; // processes; twenty within one are in RevisionServiceTest
    CyclicBarrier barrier = new CyclicBarrier(clients);
    List<Command.Result> results = new ArrayList<>();
    try (var threads = Executors.newFixedThreadPool(clients)) {
      List<Future<Command.Result>> futures = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        String name = "racer-" + i;
        Callable<Command.Result> racer =
            () -> {
              barrier.await();
              return deploy(name, name, "1");
            };
        futures.add(threads.submit(racer));
      }
      for (Future<Command.Result> future : futures) {
        results.add(future.get());
      }
    }
    String winner = RawClient.get(port, "/").body();

    assertThat(results).filteredOn(result -> result.exitCode() == 0).hasSize(1);
    assertThat(results)
        .filteredOn(result -> result.exitCode() != 0)
        .allSatisfy(result -> assertThat(result.err()).contains("by " + winner + " at 2"));
  }
}
