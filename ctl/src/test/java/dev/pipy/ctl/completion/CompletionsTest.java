package dev.pipy.ctl.completion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.ctl.client.Connection;
import dev.pipy.ctl.client.Credentials;
import dev.pipy.ctl.client.Target;
import dev.pipy.ctl.command.CommandTree;
import dev.pipy.ctl.testing.FakeServer;
import dev.pipy.ctl.testing.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CompletionsTest {

  private final Path folder;
  private final Completions completions;

  CompletionsTest(@TempDir Path temporary) {
    folder = temporary;
    completions = completions(new FixedNames());
  }

  private Completions completions(LiveNames names) {
    return new Completions(CommandTree.forProcess(new Tool(folder).host()), names);
  }

  private List<String> values(String line) {
    List<String> words = List.of(line.split(" ", -1));
    return completions.complete(words.subList(0, words.size() - 1), words.getLast()).stream()
        .map(Candidate::value)
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "sta;status,start,stats",
        "config use-c;use-context",
        "deploy --dr;--dry-run,--drain-timeout",
        "deploy ./proxy --prog;--program",
        "deploy ./proxy --dry-run --dry;''",
        "-o j;json,jsonl",
        "status --output=y;--output=yaml",
        "status -o n;name",
        "status p;proxy",
        "status proxy p;''",
        "rollback proxy --to r4;r42,r41",
        "deploy x -c proxy --expect r4;r42,r41",
        "logs -c pr;proxy",
        "logs --level w;warn",
        "filters con;connect",
        "filters --category t;tcp",
        "help roll;rollback",
        "completion b;bash",
        "nonsense ;''",
      })
  void offers_what_could_come_next(String line, String expected) {
    assertThat(String.join(",", values(line))).isEqualTo(expected);
  }

  @Test
  void offers_all_commands_but_hidden_words() {
    assertThat(values("")).contains("deploy", "shell", "help").doesNotContain("__complete");
  }

  @Test
  void offers_local_paths() throws IOException {
    // given
    Files.createDirectory(folder.resolve("proxy"));
    Files.createFile(folder.resolve("proxy.js"));
    Files.createFile(folder.resolve("other.js"));

    // then
    assertThat(values("deploy " + folder + "/pro"))
        .containsExactly(folder + "/proxy.js", folder + "/proxy/");
  }

  @Test
  void describes_options() {
    assertThat(completions.complete(List.of("logs"), "--gr"))
        .containsExactly(Candidate.of("--grep", "Only lines that contain this."));
  }

  @Test
  void remembers_what_the_server_said() throws IOException {
    // given
    FakeServer server = FakeServer.start();
    ServerNames names = new ServerNames(connection(server.target()), Duration.ofSeconds(10));

    // when
    List<Candidate> asked = names.programs();
    server.close();

    // then
    assertThat(asked).containsExactly(Candidate.of("proxy", "r43"));
    assertThat(names.programs()).isEqualTo(asked);
  }

  @Test
  void offers_less_when_the_server_is_gone() {
    // given
    ServerNames names = new ServerNames(connection("127.0.0.1:1"), Duration.ofSeconds(10));

    // then
    assertThat(completions(names).complete(List.of("status"), "")).isEmpty();
    assertThat(completions(names).complete(List.of("filters"), "")).isEmpty();
  }

  private static Connection connection(String target) {
    return new Connection(
        Target.parse(target), new Credentials("", "nowhere"), Duration.ofSeconds(10), _ -> {});
  }

  private static final class FixedNames implements LiveNames {

    @Override
    public List<Candidate> programs() {
      return List.of(Candidate.of("proxy", "r43"), Candidate.of("other", ""));
    }

    @Override
    public List<Candidate> revisions(String program) {
      return program.equals("proxy")
          ? List.of(Candidate.of("r42", ""), Candidate.of("r41", ""))
          : List.of();
    }

    @Override
    public List<Candidate> filters() {
      return List.of(Candidate.of("connect", ""), Candidate.of("link", ""));
    }

    @Override
    public List<Candidate> categories() {
      return List.of(Candidate.of("tcp", ""), Candidate.of("http", ""));
    }

    @Override
    public List<Candidate> loggers() {
      return List.of(Candidate.of("pipy.connect", ""));
    }
  }
}
