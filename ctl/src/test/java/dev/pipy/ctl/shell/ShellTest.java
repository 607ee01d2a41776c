package dev.pipy.ctl.shell;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.ctl.client.Connection;
import dev.pipy.ctl.client.Credentials;
import dev.pipy.ctl.client.Target;
import dev.pipy.ctl.command.CommandTree;
import dev.pipy.ctl.host.Host;
import dev.pipy.ctl.output.Style;
import dev.pipy.ctl.testing.FakeServer;
import dev.pipy.ctl.testing.Tool;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.impl.DumbTerminal;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class ShellTest {

  private final FakeServer server;
  private final Path state;
  private final PipedOutputStream keyboard = new PipedOutputStream();
  private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
  private final Terminal terminal;

  ShellTest(@TempDir Path temporary) throws IOException {
    server = FakeServer.start();
    state = temporary;
    terminal =
        new DumbTerminal("test", "dumb", new PipedInputStream(keyboard, 4096), screen, UTF_8);
  }

  @AfterEach
  void stop() throws IOException {
    terminal.close();
    server.close();
  }

  private CompletableFuture<Integer> start(String target) {
    Host host = new Tool(state).set("PIPYCTL_TARGET", target).set("TERM", "dumb").host();
    Connection connection =
        new Connection(
            Target.parse(target), new Credentials("", ""), Duration.ofSeconds(10), _ -> {});
    Shell shell = new Shell(terminal, host, connection, Style.PLAIN, CommandTree::forShell);
    return CompletableFuture.supplyAsync(shell::run);
  }

  private void type(String text) throws IOException {
    keyboard.write(text.getBytes(UTF_8));
    keyboard.flush();
  }

  private String shown() {
    return screen.toString(UTF_8).replace("\r", "");
  }

  @Test
  void runs_lines_until_the_user_leaves() throws Exception {
    // when
    CompletableFuture<Integer> shell = start(server.target());
    type("filters -o name | grep con\nnonsense\nexit\n");

    // then
    assertThat(shell.get(30, SECONDS)).isZero();
    assertThat(shown())
        .contains(server.target())
        .contains("connect\n")
        .contains("✗ unknown command: nonsense");
  }

  @Test
  void works_without_a_server() throws Exception {
    // when
    CompletableFuture<Integer> shell = start("127.0.0.1:1");
    type("status\nhelp\nquit\n");

    // then
    assertThat(shell.get(30, SECONDS)).isZero();
    assertThat(shown()).contains("cannot reach the server").contains("Usage: pipyctl");
  }

  @Test
  void leaves_at_the_end_of_input() throws Exception {
    // when
    CompletableFuture<Integer> shell = start(server.target());
    keyboard.close();

    // then
    assertThat(shell.get(30, SECONDS)).isZero();
  }

  @Test
  void ends_the_command_and_not_itself_on_an_interrupt() throws Exception {
    // given
    CompletableFuture<Integer> shell = start(server.target());
    type("logs -f\n");
    assertThat(server.logs().requests().poll(30, SECONDS)).isNotNull();

    // when
    terminal.raise(Signal.INT);

    // then
    assertThat(server.logs().cancelled().await(30, SECONDS)).isTrue();
    type("filters -o name\nexit\n");
    assertThat(shell.get(30, SECONDS)).isZero();
    assertThat(shown()).contains("muxHTTP");
  }

  @Test
  void asks_on_the_terminal() throws Exception {
    // when
    CompletableFuture<Integer> shell = start(server.target());
    type("rollback proxy\ny\nexit\n");

    // then
    assertThat(shell.get(30, SECONDS)).isZero();
    assertThat(server.deployments().rollbacks()).hasSize(1);
    assertThat(shown()).contains("[y/N]").contains("✓ proxy r42 is active");
  }

  @Test
  void remembers_lines_for_its_user_only_and_no_secrets() throws Exception {
    // when
    CompletableFuture<Integer> shell = start(server.target());
    type("filters -o name\nstatus --token-file x\n version --client\nexit\n");
    shell.get(30, SECONDS);

    // then
    Path history = state.resolve("pipy/history");
    assertThat(history).content().contains("filters -o name").doesNotContain("token", "version");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(history)))
        .isEqualTo("rw-------");
  }

  @Test
  void marks_words_that_no_command_knows() {
    // given
    WordHighlighter highlighter = new WordHighlighter(CommandTree.forShell(new Tool(state).host()));
    AttributedStyle plain = AttributedStyle.DEFAULT;
    AttributedStyle bold = AttributedStyle.BOLD;
    AttributedStyle red = plain.foreground(AttributedStyle.RED);

    // then
    assertThat(styles(highlighter, "deplyo x")).containsExactly(red, plain);
    assertThat(styles(highlighter, "deploy --nope x")).containsExactly(bold, red, plain);
    assertThat(styles(highlighter, "-o json status")).containsExactly(plain, plain, bold);
    assertThat(styles(highlighter, "status proxy -o json --yes"))
        .containsExactly(bold, plain, plain, plain, plain);
  }

  /// The style of the first letter of each word.
  private static List<AttributedStyle> styles(WordHighlighter highlighter, String line) {
    AttributedString shown = highlighter.shown(line);
    return IntStream.range(0, line.length())
        .filter(i -> line.charAt(i) != ' ' && (i == 0 || line.charAt(i - 1) == ' '))
        .mapToObj(shown::styleAt)
        .toList();
  }
}
