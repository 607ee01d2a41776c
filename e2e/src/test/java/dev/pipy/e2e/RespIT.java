package dev.pipy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.e2e.support.Await;
import dev.pipy.e2e.support.CodebaseFolder;
import dev.pipy.e2e.support.Command;
import dev.pipy.e2e.support.Ports;
import dev.pipy.e2e.support.ProxyUnderTest;
import dev.pipy.e2e.support.Tools;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Redis behind a proxy that decodes and encodes both directions: client and server are not ours.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RespIT {

  private static final String SCRIPT =
      """
      ((
        look = ({ payload }) => { Array.isArray(payload) && payload.forEach(part => String(part)) },
      ) => pipy()
        .listen($PASSED)
        .decodeRESP()
        .encodeRESP()
        .connect('127.0.0.1:$REDIS')
        .decodeRESP()
        .encodeRESP()

        .listen($SEEN)
        .decodeRESP()
        .handleMessage(look)
        .encodeRESP()
        .connect('127.0.0.1:$REDIS')
        .decodeRESP()
        .handleMessageEnd(look)
        .encodeRESP()

        .listen($CHANGED)
        .decodeRESP()
        .handleMessageEnd(({ payload }) => {
          if (payload.length > 1) payload[1] = new Data('site:').push(payload[1])
        })
        .encodeRESP()
        .connect('127.0.0.1:$REDIS')
        .decodeRESP()
        .replaceMessage(message =>
          message.payload instanceof Error
            ? new Message(null, new Error('ERR from the proxy'))
            : message)
        .encodeRESP()
      )()
      """;

  @TempDir static Path folder;
  private final int passed = Ports.free();
  private final int seen = Ports.free();
  private final int changed = Ports.free();
  private final int redisPort = Ports.free();
  private Process redis;
  private ProxyUnderTest proxy;

  @BeforeAll
  void start() throws IOException {
    Tools.assumePresent("redis-server");
    Tools.assumePresent("redis-cli");
    redis =
        new ProcessBuilder(
                "redis-server",
                "--port",
                "" + redisPort,
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--dir",
                folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("redis.log").toFile())
            .start();
    Await.until(
        "redis listens", Duration.ofSeconds(20), () -> Ports.isOpen(redisPort), isOpen -> isOpen);
    var script =
        SCRIPT
            .replace("$PASSED", "" + passed)
            .replace("$SEEN", "" + seen)
            .replace("$CHANGED", "" + changed)
            .replace("$REDIS", "" + redisPort);
    var codebase = CodebaseFolder.ofScript(folder.resolve("codebase"), script);
    proxy =
        ProxyUnderTest.in(folder)
            .arguments(codebase.path().resolve("main.js"))
            .start(passed, seen, changed);
  }

  @AfterAll
  void stop() {
    if (proxy != null) {
      proxy.close();
    }
    if (redis != null) {
      redis.destroy();
    }
  }

  private static Command.Result client(int port, String input, String... words) {
    var command = new ArrayList<>(List.of("redis-cli", "-p", "" + port));
    command.addAll(List.of(words));
    return Command.of(command).reading(input).within(Duration.ofSeconds(60)).run();
  }

  private int port(String listener) {
    return listener.equals("passed") ? passed : seen;
  }

  /// One command a line; answers are shown with their types.
  @ParameterizedTest
  @ValueSource(strings = {"passed", "seen"})
  void every_type_of_answer_comes_as_it_is(String listener) {
    var commands =
        """
        DEL LISTENER:a LISTENER:n LISTENER:l
        SET LISTENER:a "\\x00\\xff\\r\\n"
        GET LISTENER:a
        GET LISTENER:none
        SET LISTENER:n 9223372036854775806
        INCR LISTENER:n
        INCR LISTENER:n
        RPUSH LISTENER:l one two ""
        LRANGE LISTENER:l 0 -1
        LRANGE LISTENER:none 0 -1
        BLPOP LISTENER:none 0.1
        EVAL "return {1, {'two', {}}, false, {ok='fine'}, {err='ERR odd'}}" 0
        MULTI
        INCR LISTENER:l
        LLEN LISTENER:l
        EXEC
        NOSUCH
        """
            .replace("LISTENER", listener);

    var direct =
        client(redisPort, commands.replace(listener + ":", "direct-" + listener + ":"), "--no-raw");
    var result = client(port(listener), commands, "--no-raw");

    assertThat(result.out())
        .contains(
            "\"\\x00\\xff\\r\\n\"", "(nil)", "(integer) 9223372036854775807", "ERR", "\"two\"")
        .isEqualTo(direct.out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"passed", "seen"})
  void large_values_and_pipelines_pass(String listener) {
    var value = "0123456789".repeat(200_000);
    assertThat(client(port(listener), value, "-x", "SET", "large").out()).isEqualTo("OK\n");
    assertThat(client(port(listener), "", "GET", "large").out()).isEqualTo(value + "\n");

    var commands = new StringBuilder();
    for (int i = 0; i < 10_000; i++) {
      commands.append("SET key").append(i).append(" value\r\n");
    }
    var requests = commands.toString().lines().map(RespIT::request).reduce("", String::concat);
    assertThat(client(port(listener), requests, "--pipe").all())
        .contains("errors: 0, replies: 10000");
  }

  private static String request(String line) {
    var words = line.split(" ", -1);
    var request = new StringBuilder("*" + words.length + "\r\n");
    for (var word : words) {
      request.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
    }
    return request.toString();
  }

  @Test
  void a_script_changes_requests_and_answers() {
    assertThat(client(changed, "", "SET", "key", "value").out()).isEqualTo("OK\n");
    assertThat(client(changed, "", "GET", "key").out()).isEqualTo("value\n");
    assertThat(client(redisPort, "", "GET", "site:key").out()).isEqualTo("value\n");
    assertThat(client(changed, "", "INCR", "key").out()).startsWith("ERR from the proxy");
  }
}
