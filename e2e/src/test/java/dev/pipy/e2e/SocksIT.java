package dev.pipy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.e2e.support.CodebaseFolder;
import dev.pipy.e2e.support.Command;
import dev.pipy.e2e.support.HttpOrigin;
import dev.pipy.e2e.support.Ports;
import dev.pipy.e2e.support.ProxyUnderTest;
import dev.pipy.e2e.support.Tools;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// SOCKS with curl as the client, and our own client through our own server.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SocksIT {

  private static final String SCRIPT =
      """
      pipy({ _target: '' })
        .listen($OPEN)
        .acceptSOCKS('tunnel', (host, port, user) => (
          _target = `${host === 'a.test' ? '127.0.0.1' : host}:${port}`,
          user !== 'intruder'
        ))

        .listen($CLOSED)
        .acceptSOCKS('tunnel', (host, port) => (_target = `${host}:${port}`, true), {
          authenticate: (name, password) => name === 'me' && password === 'secret'
        })

        .pipeline('tunnel')
        .connect(() => _target)

        .listen($THROUGH)
        .connectSOCKS('proxy', 'a.test:$ORIGIN')

        .pipeline('proxy')
        .connect('127.0.0.1:$OPEN')

        .listen($LOCKED)
        .connectSOCKS('closed', '127.0.0.1:$ORIGIN', { username: 'me', password: () => 'secret' })

        .pipeline('closed')
        .connect('127.0.0.1:$CLOSED')
      """;

  @TempDir static Path folder;
  private final int open = Ports.free();
  private final int closed = Ports.free();
  private final int through = Ports.free();
  private final int locked = Ports.free();
  private HttpOrigin origin;
  private ProxyUnderTest proxy;

  @BeforeAll
  void start() {
    Tools.assumePresent("curl");
    origin = HttpOrigin.answering(request -> "hello " + request.path() + "\n");
    var script =
        SCRIPT
            .replace("$OPEN", "" + open)
            .replace("$CLOSED", "" + closed)
            .replace("$THROUGH", "" + through)
            .replace("$LOCKED", "" + locked)
            .replace("$ORIGIN", "" + origin.port());
    var codebase = CodebaseFolder.ofScript(folder.resolve("codebase"), script);
    proxy =
        ProxyUnderTest.in(folder)
            .arguments(codebase.path().resolve("main.js"))
            .start(open, closed, through, locked);
  }

  @AfterAll
  void stop() throws IOException {
    if (proxy != null) {
      proxy.close();
    }
    if (origin != null) {
      origin.close();
    }
  }

  private Command.Result curl(String... words) {
    var command = new ArrayList<>(List.of("curl", "-sS", "--max-time", "20", "--noproxy", ""));
    command.addAll(List.of(words));
    return Command.of(command).run();
  }

  @ParameterizedTest
  @CsvSource({
    "--socks4, 127.0.0.1",
    "--socks4a, a.test",
    "--socks5, 127.0.0.1",
    "--socks5-hostname, a.test",
  })
  void serves_curl(String option, String host) {
    var url = "http://" + host + ":" + origin.port();

    var result = curl(option, "127.0.0.1:" + open, url + "/1", url + "/2");

    assertThat(result.out()).as(result.err()).isEqualTo("hello /1\nhello /2\n");
  }

  @Test
  void refuses_a_user() {
    var result =
        curl("--socks4", "intruder@127.0.0.1:" + open, "http://127.0.0.1:" + origin.port());

    assertThat(result.exitCode()).isNotZero();
    assertThat(result.err()).containsIgnoringCase("SOCKS4");
  }

  @ParameterizedTest
  @CsvSource({"me:secret, 0", "me:wrong, 97", "'', 97"})
  void asks_for_a_password(String user, int exitCode) {
    var words = new ArrayList<>(List.of("--socks5", "127.0.0.1:" + closed));
    if (!user.isEmpty()) {
      words.addAll(List.of("--proxy-user", user));
    }
    words.add("http://127.0.0.1:" + origin.port() + "/");

    assertThat(curl(words.toArray(String[]::new)).exitCode()).isEqualTo(exitCode);
  }

  @Test
  void goes_through_another_proxy() {
    assertThat(curl("http://127.0.0.1:" + through + "/3").out()).isEqualTo("hello /3\n");
  }

  @Test
  void goes_through_another_proxy_with_a_password() {
    assertThat(curl("http://127.0.0.1:" + locked + "/4").out()).isEqualTo("hello /4\n");
  }
}
