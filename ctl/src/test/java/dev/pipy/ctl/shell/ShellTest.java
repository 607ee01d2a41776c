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
import dev.pipy.ctl.testing.Await;
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
import java.util.Map;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    Shell shell = new Shell(terminal, host, places(target), Style.PLAIN, CommandTree::forShell);
    return CompletableFuture.supplyAsync(shell::run);
  }

  /// The place that variables say, and "other", where nobody is.
  private static Places places(String target) {
    return new Places() {
      @Override
      public Place of(Host host) {
        String where = host.variables().getOrDefault("PIPYCTL_TARGET", target);
        Connection connection =
            new Connection(
                Target.parse(where), new Credentials("", ""), Duration.ofSeconds(10), _ -> {});
        return new Place(where, List.of(connection), host.variable("PIPYCTL_PROGRAM"), false);
      }

      @Override
      public Map<String, String> leadingTo(String word, Host host) {
        return Map.of("PIPYCTL_TARGET", word.equals("other") ? "127.0.0.1:1" : word);
      }

      @Override
      public List<String> names(Host host) {
        return List.of("other");
      }
    };
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
  void sends_commands_elsewhere() throws Exception {
    // when
    CompletableFuture<Integer> shell = start(server.target());
    type("use other\nstatus\nuse " + server.target() + "\nfilters -o name\nexit\n");

    // then
    assertThat(shell.get(30, SECONDS)).isZero();
    assertThat(shown())
        .contains("Commands go to 127.0.0.1:1 now.")
        .contains("cannot reach the server at 127.0.0.1:1")
        .contains("muxHTTP");
  }

  @Test
  void lets_a_program_be_what_commands_are_about() throws Exception {
    // when
    CompletableFuture<Integer> shell = start(server.target());
    type("history\ncd proxy\nhistory -o name\nexit\n");

    // then
    assertThat(shell.get(30, SECONDS)).isZero();
    assertThat(shown()).contains("no program was named").contains("r43\nr42\n");
    assertThat(shown()).contains(":proxy");
  }

  @Test
  void runs_jobs_in_the_background() throws Exception {
    // when
    CompletableFuture<Integer> shell = start(server.target());
    type("logs -f &\n");
    assertThat(server.logs().requests().poll(30, SECONDS)).isNotNull();
    type("jobs\nfilters -o name\nkill 1\n");

    // then
    assertThat(server.logs().cancelled().await(30, SECONDS)).isTrue();
    type("exit\n");
    assertThat(shell.get(30, SECONDS)).isZero();
    assertThat(shown())
        .contains("[1] logs -f &\n")
        .contains("upstream refused")
        .contains("muxHTTP");
  }

  @Test
  void watches_until_an_interrupt() throws Exception {
    // given
    CompletableFuture<Integer> shell = start(server.target());
    type("watch 200ms filters -o name\n");
    Await.until(() -> shown().split("Every 200ms: filters -o name", -1).length > 3);

    // when
    terminal.raise(Signal.INT);

    // then
    type("exit\n");
    assertThat(shell.get(30, SECONDS)).isZero();
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

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "stat;''",
        "status;'   Show what runs. Exits with 1 when something is not healthy.'",
        "status ;''",
        "deploy x --no-input;'   Never ask; fail instead.'",
        "rollback proxy --to ;'   REV: Default: the last revision that was active before the present one.'",
        "rollback proxy --to r4;''",
        "config use-context;'   Use a context from now on.'",
        "cd;'   cd PROGRAM: let commands be about it that name none'",
        "deploy --nope;''"
      },
      ignoreLeadingAndTrailingWhitespace = false)
  void tells_what_the_end_of_a_line_means(String line, String tip) {
    TailTips tips = new TailTips(CommandTree.forShell(new Tool(state).host()));

    assertThat(tips.of(line)).isEqualTo(tip.replaceAll("^'|'$", ""));
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
