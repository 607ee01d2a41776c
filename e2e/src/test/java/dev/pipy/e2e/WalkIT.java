package dev.pipy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.e2e.support.Await;
import dev.pipy.e2e.support.CodebaseFolder;
import dev.pipy.e2e.support.Person;
import dev.pipy.e2e.support.Ports;
import dev.pipy.e2e.support.ProxyUnderTest;
import dev.pipy.e2e.support.RawClient;
import dev.pipy.e2e.support.Repository;
import dev.pipy.e2e.support.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A first user's way: init, dev, a change, a mistake and its correction, deploy, rollback. What
/// the terminal shows is compared with golden screens, which `-Dpipy.docs.write=true` writes anew.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WalkIT {

  private static final Path GOLDEN = Repository.ROOT.resolve("e2e/src/test/resources/walk");

  @TempDir static Path folder;
  private ProxyUnderTest proxy;

  @BeforeAll
  void start() {
    Tools.assumePresent("tmux");
    proxy = ProxyUnderTest.empty(folder);
  }

  @AfterAll
  void stop() {
    if (proxy != null) {
      proxy.close();
    }
  }

  private Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>(proxy.ctl().environment());
    environment.put("XDG_STATE_HOME", folder.resolve("xdg").toString());
    environment.put("XDG_CONFIG_HOME", folder.resolve("xdg").toString());
    environment.put("PIPY_PAGER", "cat");
    // the author of revisions
    environment.put("GIT_CONFIG_COUNT", "1");
    environment.put("GIT_CONFIG_KEY_0", "user.name");
    environment.put("GIT_CONFIG_VALUE_0", "ann");
    return environment;
  }

  @ParameterizedTest
  @ValueSource(ints = {80, 40})
  void shows_a_first_user_what_happens(int columns) throws IOException {
    int port = Ports.free();
    String name = "site-" + columns;
    CodebaseFolder site = new CodebaseFolder(folder.resolve(name));
    try (Person ann = Person.at(folder, environment(), columns)) {
      ann.run("pipyctl init " + name);
      site.edit("config/main.json", "8000", "" + port);
      develop(ann, site, name, port);

      site.edit("config/main.json", "Good morning!", "Good day!");
      ann.run("pipyctl diff " + name);
      ann.run("pipyctl deploy " + name + " -m \"say good day\"");
      awaitAnswer(port, "Good day! This is /hi\n");
      ann.run("pipyctl status " + name);
      // a moment after a deploy, the version before is made ready to come back
      Await.until(
          "the version before is warm",
          Duration.ofSeconds(30),
          () -> proxy.ctl().ok("history", name),
          history -> history.lines().anyMatch(line -> line.matches("r2 +warm .*")));
      ann.run("pipyctl history " + name);
      ann.begin("pipyctl rollback " + name);
      ann.awaitText("[y/N]");
      ann.begin("y");
      ann.awaitPrompt();
      awaitAnswer(port, "Good morning! This is /hi\n");

      compare(columns + ".txt", masked(ann.terminal().text(), port));
    }
  }

  private static void develop(Person ann, CodebaseFolder site, String name, int port) {
    ann.begin("pipyctl dev " + name + " --probe http://127.0.0.1:" + port + "/hi");
    ann.awaitText("q quit");
    site.edit("config/main.json", "Hi!", "Good morning!");
    ann.awaitText("Good morning! This is /hi");
    site.edit("main.js", ".serveHTTP(", ".serveHTPP(");
    ann.awaitText("did you mean");
    awaitAnswer(port, "Good morning! This is /hi\n");
    site.edit("main.js", ".serveHTPP(", ".serveHTTP(");
    ann.awaitText("no change");
    ann.terminal().type("h");
    ann.awaitText("deploy again");
    ann.terminal().type("r");
    ann.awaitText("reloaded");
    ann.terminal().type("q");
    ann.awaitPrompt();
  }

  private static void awaitAnswer(int port, String body) {
    Await.until(
        "the site answers " + body,
        Duration.ofSeconds(30),
        () -> {
          try {
            return RawClient.get(port, "/hi").body();
          } catch (IOException failed) {
            return failed.toString();
          }
        },
        body::equals);
  }

  /// Without what differs from run to run; gaps of tables count as two blanks.
  private String masked(String screen, int port) {
    return screen
            .replace(String.valueOf(port), "PORT")
            .replace(String.valueOf(proxy.adminPort()), "6060")
            .replaceAll("\\d\\d:\\d\\d:\\d\\d", "hh:mm:ss")
            .replaceAll("\\d{4}-\\d\\d-\\d\\d", "yyyy-mm-dd")
            .replaceAll("\\b\\d+(\\.\\d+)? (ms|s)\\b", "N ms")
            .replaceAll("\\b(\\d+[smh])+\\b", "Ns")
            // shown when it takes long
            .replaceAll(
                "(?m)^(Packed|Uploaded|Uploading|Validating|Preparing|Activating)\\b.*\\n", "")
            // tests that wait for an answer connect as often as it takes
            .replaceAll("(0\\.0\\.0\\.0:PORT .* r\\d+ +)\\d+ +\\d+(?= *\\n)", "$1N  N")
            .replaceAll("(?m) +$", "")
            .replaceAll("(?<=\\S) {2,}", "  ")
            .strip()
        + "\n";
  }

  private static void compare(String file, String screen) throws IOException {
    Path golden = GOLDEN.resolve(file);
    if (Boolean.getBoolean("pipy.docs.write")) {
      Files.createDirectories(GOLDEN);
      Files.writeString(golden, screen);
    }
    assertThat(screen).isEqualTo(Files.readString(golden));
  }

  @ParameterizedTest
  @CsvSource({"TERM, dumb", "LC_ALL, C"})
  void makes_do_with_a_poor_terminal(String variable, String value) {
    Map<String, String> environment = new HashMap<>(environment());
    environment.remove("NO_COLOR");
    environment.remove("PIPY_PAGER"); // TERM=dumb has none, and all fits on the screen of the other
    try (Person ann = Person.at(folder, environment, 80)) {
      ann.run("export " + variable + "=" + value);
      ann.run("pipyctl status");
      ann.run("pipyctl explain PIPY1002 | head -3; pipyctl explain PIPY1002");
      ann.run("pipyctl filters mux");

      String screen = ann.terminal().rawScreen();
      assertThat(screen).contains("healthy", "PIPY1002: a name that", "maxIdle");
      if (variable.equals("TERM")) {
        assertThat(screen).contains("✓ healthy").doesNotContain("\u001b");
      } else {
        assertThat(screen).contains("healthy").matches("(?s)\\p{ASCII}*");
      }
    }
  }

  @Test
  void shows_long_text_page_by_page() {
    Tools.assumePresent("less");
    StringBuilder script = new StringBuilder("pipy().task().dummy()\n");
    IntStream.rangeClosed(1, 100).forEach(line -> script.append("// line %d.\n".formatted(line)));
    proxy
        .ctl()
        .ok("deploy", CodebaseFolder.ofScript(folder.resolve("long"), script.toString()).path());
    Map<String, String> environment = new HashMap<>(environment());
    environment.remove("PIPY_PAGER");
    environment.put("PAGER", "less");
    try (Person ann = Person.at(folder, environment, 80)) {
      ann.begin("pipyctl files cat long:main.js");
      ann.awaitText("// line 30.");
      Await.until(
          "the first page",
          Duration.ofSeconds(10),
          ann.terminal()::screen,
          screen -> screen.stripTrailing().endsWith(":"));
      ann.terminal().type("q");
      ann.awaitPrompt();

      assertThat(ann.terminal().screen()).doesNotContain("// line 90.");
      ann.run("pipyctl files cat long:main.js --no-pager");
      assertThat(ann.terminal().screen()).contains("// line 100.");
    }
  }
}
