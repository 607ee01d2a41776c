package dev.pipy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pipy.codebase.CodebaseException;
import dev.pipy.testing.RawClient;
import dev.pipy.testing.RunningDataPlane;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Does what `docs/guide.md` says. In each section the code blocks that name a file are a codebase;
/// a block called `console` sends its requests to the codebase as it stands by then, and compares
/// the answers.
class GuideTest {

  private static final Path PAGE = Path.of("../docs/guide.md");
  private static final Pattern BLOCK =
      Pattern.compile("^```([^\\n]+)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern SECTION = Pattern.compile("^## ", Pattern.MULTILINE);
  private static final Pattern PICTURE = Pattern.compile("]\\((images/[^)]+)\\)");
  private static final Pattern NETCAT = Pattern.compile("echo (\\w+) \\| nc -N localhost 8000");

  /// A word, or one in quotes.
  private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

  private static Stream<String> sections() throws IOException {
    return SECTION.splitAsStream(Files.readString(PAGE)).skip(1);
  }

  @TestFactory
  Stream<DynamicTest> answers_as_the_guide_says() throws IOException {
    return sections()
        .filter(section -> section.contains("```js"))
        .map(section ->
            DynamicTest.dynamicTest(
                section.lines().findFirst().orElseThrow(), () -> new Walk().through(section)));
  }

  @Test
  void has_no_script_that_is_not_run() throws IOException {
    assertThat(BLOCK.matcher(Files.readString(PAGE)).results().map(block -> block.group(1)))
        .filteredOn(info -> info.matches("js\\b.*"))
        .hasSizeGreaterThan(8)
        .allMatch(info -> info.matches("js [\\w/]+\\.js( refused)?"));
  }

  @Test
  void shows_a_picture_in_each_section() throws IOException {
    assertThat(sections())
        .allSatisfy(section -> {
          var pictures = PICTURE.matcher(section).results().map(found -> found.group(1)).toList();
          assertThat(pictures).as(section.lines().findFirst().orElseThrow()).isNotEmpty();
          assertThat(pictures).allMatch(picture -> Files.exists(PAGE.resolveSibling(picture)));
        });
  }

  /// A reader, from the top of a section to its end.
  private static final class Walk {

    private final Map<String, String> files = new HashMap<>();
    private boolean isChanged;

    void through(String section) throws Exception {
      try (var plane = new RunningDataPlane(2)) {
        for (var block : BLOCK.matcher(section).results().toList()) {
          var words = block.group(1).split(" ", -1);
          switch (words[0]) {
            case "js", "json" -> {
              if (words.length == 3) {
                refuse(plane, words[1], block.group(2));
              } else {
                files.put(words[1], withPorts(block.group(2)));
                isChanged = true;
              }
            }
            case "console" -> {
              activate(plane);
              type(plane, block.group(2));
            }
            default -> {} // to be read
          }
        }
        activate(plane);
      }
    }

    private void activate(RunningDataPlane plane) throws CodebaseException {
      if (isChanged) {
        plane.activate(files);
        isChanged = false;
      }
    }

    private void refuse(RunningDataPlane plane, String file, String script) {
      var faulty = new HashMap<>(files);
      faulty.put(file, withPorts(script));
      assertThatThrownBy(() -> plane.activate(faulty)).isInstanceOf(CodebaseException.class);
    }

    private static String withPorts(String script) {
      return script
          .replaceAll("\\.listen\\(8000", ".listen('127.0.0.1:\\$PORT'")
          .replaceAll("\\.listen\\(8080", ".listen('127.0.0.1:\\$PORT2'")
          .replace("localhost:8080", "127.0.0.1:$PORT2");
    }

    /// Types the lines that begin with `$`, and compares what comes with the lines after each.
    private static void type(RunningDataPlane plane, String console) throws IOException {
      for (var step : console.split("(?m)^\\$ ", -1)) {
        if (!step.isEmpty()) {
          int end = step.indexOf('\n');
          var command = step.substring(0, end);
          assertThat(answer(plane.port(), command)).as(command).isEqualTo(step.substring(end + 1));
        }
      }
    }

    private static String answer(int port, String command) throws IOException {
      try (var client = new RawClient(port)) {
        var netcat = NETCAT.matcher(command);
        return netcat.matches()
            ? client.send(netcat.group(1) + "\n").endOutput().rest()
            : curl(client, command);
      }
    }

    /// What `curl` would print: requests that are separated by `--next` share a connection.
    private static String curl(RawClient client, String command) throws IOException {
      assertThat(command).startsWith("curl ");
      var text = new StringBuilder();
      for (var request : command.substring("curl ".length()).split(" --next ", -1)) {
        text.append(get(client, words(request)));
      }
      return text.toString();
    }

    private static List<String> words(String line) {
      var words = new ArrayList<String>();
      var matcher = WORD.matcher(line);
      while (matcher.find()) {
        words.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
      }
      return words;
    }

    private static String get(RawClient client, List<String> words) throws IOException {
      var headers = new StringBuilder();
      var path = "/";
      for (int i = 0; i < words.size(); i++) {
        var word = words.get(i);
        if (word.equals("-H")) {
          headers.append(words.get(++i)).append("\r\n");
        } else if (!word.equals("-i")) {
          assertThat(word).startsWith("localhost:8000");
          var rest = word.substring("localhost:8000".length());
          path = rest.isEmpty() ? "/" : rest;
        }
      }
      client.send("GET " + path + " HTTP/1.1\r\nHost: localhost:8000\r\n" + headers + "\r\n");
      var answer = client.response().replace("\r", "");
      return words.contains("-i") ? answer : answer.substring(answer.indexOf("\n\n") + 2);
    }
  }
}
