package dev.pipy.control.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pipy.control.codebase.CodebaseLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RemoteFilesTest {

  private static final CodebaseLimits LIMITS = new CodebaseLimits(100, 100, 60, 10, 50);

  private final FileServer server = new FileServer();

  RemoteFilesTest() throws IOException {}

  @AfterEach
  void close() {
    server.close();
  }

  private RemoteFiles files(String path) {
    return new RemoteFiles(server.at(path), LIMITS, Duration.ofSeconds(10));
  }

  private static Map<String, String> poll(RemoteFiles files) throws Exception {
    var texts = new TreeMap<String, String>();
    files
        .poll()
        .orElse(Map.of())
        .forEach((path, content) -> texts.put(path, new String(content, StandardCharsets.UTF_8)));
    return texts;
  }

  @Test
  void fetches_a_script() throws Exception {
    server.put("/a/main.js", "one");
    try (var files = files("/a/main.js")) {
      assertThat(poll(files)).isEqualTo(Map.of("main.js", "one"));
      assertThat(poll(files)).isEmpty();
      server.put("/a/main.js", "two");
      assertThat(poll(files)).isEqualTo(Map.of("main.js", "two"));
      files.forget();
      assertThat(poll(files)).isEqualTo(Map.of("main.js", "two"));
    }
  }

  @Test
  void fetches_the_files_that_a_folder_lists() throws Exception {
    server
        .put("/a/", "main.js\nconfig/b%20 c.json\na:b.js\n")
        .put("/a/main.js", "one")
        .put("/a/config/b%2520%20c.json", "{}")
        .put("/a/a:b.js", "x");
    try (var files = files("/a/")) {
      assertThat(poll(files))
          .isEqualTo(Map.of("main.js", "one", "config/b%20 c.json", "{}", "a:b.js", "x"));

      server.put("/a/", "[\"main.js\"]");
      assertThat(poll(files)).isEqualTo(Map.of("main.js", "one"));
    }
  }

  @Test
  void asks_only_for_what_is_new() throws Exception {
    server.put("/a/", "main.js").put("/a/main.js", "one");
    try (var files = files("/a/")) {
      poll(files);
      server.takeAnswers();

      assertThat(poll(files)).isEmpty();
      assertThat(server.takeAnswers()).containsExactly("/a/ 304", "/a/main.js 304");
    }
  }

  @Test
  void does_not_mix_two_versions() throws Exception {
    server.put("/a/", "one.js\ntwo.js").put("/a/one.js", "v1").put("/a/two.js", "v1");
    var requests = new AtomicInteger();
    server.onRequest(() -> {
      if (requests.incrementAndGet() == 3) { // after one.js was answered
        server.put("/a/one.js", "v2").put("/a/two.js", "v2");
      }
    });
    try (var files = files("/a/")) {
      assertThat(poll(files)).isEqualTo(Map.of("one.js", "v2", "two.js", "v2"));
    }
  }

  @Test
  void gives_up_on_what_never_stays_the_same() {
    var requests = new AtomicInteger();
    server.put("/main.js", "");
    server.onRequest(() -> server.put("/main.js", "version " + requests.incrementAndGet()));
    try (var files = files("/main.js")) {
      assertThatThrownBy(files::poll).hasMessageContaining("changes while it is fetched");
    }
  }

  @Test
  void says_why_there_is_nothing() throws Exception {
    assertRefused("/missing.js", "the server answers 404");
    server.put("/html/", "<html>");
    assertRefused("/html/", "HTML");
    server.put("/gone/", "main.js");
    assertRefused("/gone/", "/gone/main.js: the server answers 404");
    server.put("/large.js", "x".repeat(61));
    assertRefused("/large.js", "larger than 60 bytes");
    server.put("/many/", "a\nb").put("/many/a", "x".repeat(60)).put("/many/b", "x".repeat(60));
    assertRefused("/many/", "/many/b: larger than 40 bytes");
  }

  private void assertRefused(String path, String why) {
    try (var files = files(path)) {
      assertThatThrownBy(files::poll)
          .isInstanceOf(RemoteException.class)
          .hasMessageContaining(server.at(path).toString())
          .hasMessageContaining(why);
    }
  }

  @Test
  void says_that_nobody_answers() throws Exception {
    URI nowhere;
    try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nowhere = URI.create("http://127.0.0.1:" + probe.getLocalPort() + "/main.js");
      try (var files = new RemoteFiles(nowhere, LIMITS, Duration.ofMillis(200))) {
        assertThatThrownBy(files::poll).hasMessageContaining("in time"); // accepted, no answer
      }
    }
    try (var files = new RemoteFiles(nowhere, LIMITS, Duration.ofSeconds(5))) {
      assertThatThrownBy(files::poll).hasMessageContaining("the server cannot be reached");
    }
  }

  @Test
  void keeps_what_it_has_when_the_server_is_away_for_a_while() throws Exception {
    server.put("/main.js", "one");
    try (var files = files("/main.js")) {
      poll(files);
      server.remove("/main.js");
      assertThatThrownBy(files::poll).hasMessageContaining("404");
      server.put("/main.js", "one");

      assertThat(poll(files)).isEmpty();
    }
  }

  @Test
  void shows_a_name_and_password_to_the_server_and_to_nobody_else() throws Exception {
    server.put("/main.js", "one");
    var location = URI.create(server.at("/main.js").toString().replace("//", "//me:secret@"));
    try (var files = new RemoteFiles(location)) {
      poll(files);

      assertThat(files.location().toString()).doesNotContain("secret");
      assertThat(server.takeAnswers().getFirst()).endsWith("200 Basic bWU6c2VjcmV0");
    }
  }
}
