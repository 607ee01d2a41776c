package dev.pipy.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.DataPlaneOptions;
import dev.pipy.codebase.DirectoryCodebase;
import dev.pipy.pipeline.SystemAccess;
import dev.pipy.testing.Await;
import dev.pipy.testing.RawClient;
import dev.pipy.testing.RunningDataPlane;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What `pipy` shows scripts of what is around them, and what it lets them wait for.
class ScriptSurroundingsTest {

  @TempDir Path folder;

  private RunningDataPlane plane = new RunningDataPlane(1);

  @AfterEach
  void stop() {
    plane.close();
  }

  private void startWith(DataPlaneOptions options) {
    plane.close();
    plane = new RunningDataPlane(options);
  }

  private String get() throws IOException {
    try (var client = new RawClient(plane.port())) {
      return client.get("/").body();
    }
  }

  private String answerTo(String expression) throws Exception {
    plane.activate(
        "pipy().listen('127.0.0.1:$PORT').serveHTTP(async () => {"
            + " try { return new Message(String(EXPRESSION)) }"
                .replace("EXPRESSION", expression.replace("FOLDER", folder.toString()))
            + " catch (error) { return new Message(String(error.message)) } })");
    return get();
  }

  private void awaitAnswer(String wanted) {
    Await.until(
        wanted,
        Duration.ofSeconds(30),
        () -> {
          try {
            return get().equals(wanted);
          } catch (IOException failure) {
            throw new UncheckedIOException(failure);
          }
        });
  }

  @Test
  void shows_the_clients() throws Exception {
    plane.activate(
        """
        pipy()
          .listen('127.0.0.1:$PORT2')
          .listen('127.0.0.1:$PORT').serveHTTP(() => {
            const seen = []
            pipy.inbound.forEach(inbound => seen.push([
              inbound.localPort === $PORT2, inbound.remoteAddress, inbound === __inbound,
            ].join(' ')))
            return new Message([pipy.inbound.count, ...seen].join())
          })
        """);
    assertThat(get()).isEqualTo("1,false 127.0.0.1 true");
    try (var client = new RawClient(plane.port2())) {
      assertThat(client.socket().isConnected()).isTrue();
      awaitAnswer("2,true 127.0.0.1 false,false 127.0.0.1 true");
    }
    awaitAnswer("1,false 127.0.0.1 true");
  }

  @Test
  void shows_where_clients_meant_to_go() throws Exception {
    plane.activate(
        """
        pipy()
          .listen('127.0.0.1:$PORT', { transparent: true }).serveHTTP(() => new Message([
            __inbound.destinationAddress, __inbound.destinationPort === $PORT,
          ].join()))
          .listen('127.0.0.1:$PORT2').serveHTTP(() => new Message([
            __inbound.destinationAddress, __inbound.destinationPort,
          ].join()))
        """);
    // one that nobody has redirected meant to come here
    assertThat(get()).isEqualTo("127.0.0.1,true");
    try (var client = new RawClient(plane.port2())) {
      assertThat(client.get("/").body()).isEqualTo(",0");
    }
  }

  @Test
  void shows_the_connections_to_peers_and_ends_them() throws Exception {
    plane.activate(
        """
        pipy()
          .listen('127.0.0.1:$PORT2').connect('127.0.0.1:$PORT3')
          .listen('127.0.0.1:$PORT3').dummy()
          .listen('127.0.0.1:$PORT').serveHTTP(request => {
            const seen = []
            pipy.outbound.forEach(outbound => {
              seen.push([outbound.state, outbound.remotePort === $PORT3].join(' '))
              if (request.head.path === '/end') outbound.close()
            })
            return new Message([pipy.outbound.count, ...seen].join())
          })
        """);
    assertThat(get()).isEqualTo("0");
    try (var client = new RawClient(plane.port2());
        var other = new RawClient(plane.port())) {
      client.send("x");
      awaitAnswer("1,connected true");
      other.get("/end").response();
      client.awaitEnd();
    }
    awaitAnswer("0");
  }

  @Test
  void shows_what_the_process_was_started_with() throws Exception {
    startWith(DataPlaneOptions.DEFAULT.withWorkers(1).withArguments(List.of("a", "--b")));
    assertThat(answerTo("pipy.argv")).isEqualTo("pipy,a,--b");
    startWith(
        DataPlaneOptions.DEFAULT
            .withArguments(List.of("a"))
            .withSystemAccess(SystemAccess.NONE, 1));
    assertThat(answerTo("pipy.argv")).isEqualTo("pipy");
    assertThat(answerTo("`<${pipy.source}>`")).isEqualTo("<>");
  }

  @Test
  void tells_of_changes_in_the_folder_once() throws Exception {
    Files.createDirectories(folder.resolve("plugins/in"));
    Files.writeString(folder.resolve("plugins/a"), "1");
    Files.writeString(
        folder.resolve("main.js"),
        """
        ((seen) => (
          pipy.watch('plugins').then(files => seen.push(...files)),
          pipy().listen('127.0.0.1:$PORT').serveHTTP(() => new Message([pipy.source, ...seen].join()))
        ))([])
        """
            .replace("$PORT", "" + plane.port()));
    plane
        .dataPlane()
        .activate(
            new Activation(
                "main", 1, new DirectoryCodebase(folder), "/main.js", Duration.ofSeconds(1)));
    var real = folder.toRealPath().toString();
    assertThat(get()).isEqualTo(real);

    // whenever the first look is, it is before one of these
    Await.until(
        "a change is seen",
        Duration.ofSeconds(60),
        () -> {
          try {
            Files.writeString(folder.resolve("plugins/in/b"), "" + System.nanoTime());
            return get().equals(real + ",/plugins/in/b");
          } catch (IOException failure) {
            throw new UncheckedIOException(failure);
          }
        });
  }

  @Test
  void feeds_a_file_to_a_pipeline() throws Exception {
    Files.writeString(folder.resolve("file"), "hello");
    plane.activate(
        """
        pipy({ _seen: '' })
          .listen('127.0.0.1:$PORT').serveHTTP(async request => {
            const result = await pipy.read(
              'FOLDER/file',
              $ => $
                .onStart(argument => { _seen = argument })
                .onEnd(() => Promise.resolve(_seen))
                .link('upper'),
              request.head.path
            )
            return new Message(result)
          })
          .pipeline('upper')
          .replaceData(data => new Data(data.toString().toUpperCase()))
          .handleData(data => { _seen += data.toString() })
        """
            .replace("FOLDER", folder.toString()));
    // again and again: what one run shares is not kept for the next
    for (int i = 0; i < 3; i++) {
      assertThat(get()).isEqualTo("/HELLO");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          await pipy.read('FOLDER/none', $ => $)                | cannot open file: FOLDER/none
          await pipy.read('FOLDER', $ => $)                     | cannot open file: FOLDER
          await pipy.read('FOLDER/file', $ => $)                | undefined
          await pipy.read('FOLDER/file', $ => $.link('none'))   | pipy.read: /main.js:1: link(): pipeline not found: none
          await pipy.read('FOLDER/file', $ => $.nope())         | pipy.read: /main.js:1: no filter is named nope
          await pipy.read('FOLDER/file')                        | argument #2 expects a function
          pipy.watch('../x')                                    | pipy.watch: ../x is not inside of the codebase
          pipy.watch(1)                                         | argument #1 expects a string
          pipy.tty.raw                                          | false
          pipy.tty.raw = 1                                      | argument #1 expects a boolean
          """)
  void says_what_cannot_be(String expression, String answer) throws Exception {
    Files.writeString(folder.resolve("file"), "hello");
    assertThat(answerTo(expression).replaceFirst("main.js:1:\\d+", "main.js:1:"))
        .isEqualTo(answer.replace("FOLDER", folder.toString()));
  }

  @Test
  void reads_nothing_where_scripts_may_not() throws Exception {
    startWith(DataPlaneOptions.DEFAULT.withSystemAccess(SystemAccess.NONE, 1));
    Files.writeString(folder.resolve("file"), "hello");
    assertThat(answerTo("await pipy.read('FOLDER/file', $ => $)"))
        .startsWith("pipy.read: reading files is not allowed to scripts here");
    startWith(DataPlaneOptions.DEFAULT.withSystemAccess(SystemAccess.READ, 1));
    assertThat(answerTo("pipy.tty.raw = true"))
        .startsWith("pipy.tty.raw: changing the terminal is not allowed to scripts here");
  }
}
