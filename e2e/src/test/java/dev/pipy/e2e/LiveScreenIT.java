package dev.pipy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.e2e.support.Await;
import dev.pipy.e2e.support.CodebaseFolder;
import dev.pipy.e2e.support.Person;
import dev.pipy.e2e.support.Ports;
import dev.pipy.e2e.support.ProxyUnderTest;
import dev.pipy.e2e.support.RawClient;
import dev.pipy.e2e.support.Tools;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Commands that draw again and again, in a real terminal.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LiveScreenIT {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir static Path folder;
  private final int port = Ports.free();
  private ProxyUnderTest proxy;

  @BeforeAll
  void start() throws IOException {
    Tools.assumePresent("tmux");
    proxy = ProxyUnderTest.empty(folder);
    CodebaseFolder site = new CodebaseFolder(folder.resolve("site"));
    site.write(
        "main.js",
        """
        pipy()
          .listen(%d).demuxHTTP('answer')
          .pipeline('answer').replaceMessage(new Message('here'))
        """
            .formatted(port));
    proxy.ctl().ok("deploy", site.path().toString());
  }

  @AfterAll
  void stop() {
    if (proxy != null) {
      proxy.close();
    }
  }

  private Person person(int columns, Map<String, String> more) {
    Map<String, String> environment = new HashMap<>(proxy.ctl().environment());
    environment.putAll(more);
    return Person.at(folder, environment, columns);
  }

  /// Sends requests until the screen shows it.
  private void awaitWithTraffic(Person ann, Predicate<String> shows) {
    Await.until(
        "what the requests do",
        LIMIT,
        () -> {
          try {
            RawClient.get(port, "/");
          } catch (IOException failed) {
            throw new AssertionError(failed);
          }
          return ann.terminal().screen();
        },
        shows);
  }

  /// Whether the graph says that messages reach the filter, even if the window cuts off the unit.
  private static boolean hasMessages(String screen) {
    return screen.lines().anyMatch(line -> line.matches(".*replaceMessage\\(.*\\) +\\d+ m.*"));
  }

  private static long count(String screen, String text) {
    return screen.lines().filter(line -> line.contains(text)).count();
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 40})
  void top_draws_in_place(int columns) {
    try (Person ann = person(columns, Map.of())) {
      ann.begin("pipyctl top --interval 300ms");
      awaitWithTraffic(ann, screen -> screen.contains("100%"));
      ann.awaitText(" 0.0    -  ");
      awaitWithTraffic(ann, screen -> screen.contains("100%"));
      ann.terminal().press("C-c");
      ann.awaitPrompt();

      String screen = ann.terminal().screen();
      assertThat(count(screen, "LISTENER")).as(screen).isEqualTo(1);
      assertThat(count(screen, "0.0.0.0:" + port)).as(screen).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 40})
  void a_live_graph_draws_in_place(int columns) {
    try (Person ann = person(columns, Map.of())) {
      ann.begin("pipyctl graph site --live --interval 500ms");
      awaitWithTraffic(ann, LiveScreenIT::hasMessages);
      Await.until("an idle graph", LIMIT, ann.terminal()::screen, screen -> !hasMessages(screen));
      awaitWithTraffic(ann, LiveScreenIT::hasMessages);
      ann.terminal().press("C-c");
      ann.awaitPrompt();

      String screen = ann.terminal().screen();
      assertThat(count(screen, "listener :" + port)).as(screen).isEqualTo(1);
      assertThat(count(screen, "replaceMessage")).as(screen).isEqualTo(1);
    }
  }

  @Test
  void prints_one_below_the_other_where_nothing_can_be_drawn_over() {
    try (Person ann = person(100, Map.of("TERM", "dumb"))) {
      ann.begin("TERM=dumb pipyctl top --interval 300ms");
      Await.until(
          "a second table",
          LIMIT,
          ann.terminal()::screen,
          screen -> count(screen, "LISTENER") >= 2);
      ann.terminal().press("C-c");
    }
  }
}
