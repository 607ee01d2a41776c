package dev.pipy.ctl.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.control.v1.File;
import dev.pipy.control.v1.GetGraphRequest;
import dev.pipy.control.v1.ManifestEntry;
import dev.pipy.ctl.testing.FakeServer;
import dev.pipy.ctl.testing.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GraphCommandTest {

  private final FakeServer server;
  private final Tool tool;
  private final Path folder;

  GraphCommandTest(@TempDir Path temporary) throws IOException {
    folder = temporary;
    server = FakeServer.start();
    tool = new Tool(folder).target(server);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private GetGraphRequest asked() {
    return Objects.requireNonNull(server.graphs().requests().poll());
  }

  @Test
  void shows_the_graph_of_the_only_program() {
    // when
    int code = tool.run("graph");

    // then
    assertThat(code).isZero();
    assertThat(tool.out()).isEqualTo("proxy r43\n\nlistener :8000  main.js:1:2\n");
    assertThat(tool.err()).contains("pipyctl tap proxy");
  }

  @Test
  void shows_a_revision() {
    // when
    tool.run("graph", "proxy@r42", "-o", "name");

    // then
    assertThat(asked().getRevision()).isEqualTo(42);
    assertThat(tool.out()).isEqualTo("listen:0.0.0.0:8000\n");
  }

  @Test
  void sends_a_folder_to_be_looked_at() throws IOException {
    // given
    var codebase = Files.createDirectory(folder.resolve("Edge Proxy"));
    Files.writeString(codebase.resolve("main.js"), "pipy()");

    // when
    tool.run("graph", codebase.toString());

    // then
    var asked = asked();
    assertThat(asked.getProgram()).isEqualTo("edge-proxy");
    assertThat(asked.getFilesList()).extracting(File::getPath).containsExactly("main.js");
    assertThat(tool.out()).startsWith("edge-proxy (not running)\n");
  }

  @Test
  void uploads_a_large_folder_to_be_looked_at() throws IOException {
    // given
    var codebase = Files.createDirectory(folder.resolve("large"));
    Files.writeString(codebase.resolve("data.txt"), "x".repeat(4 << 20));
    Files.writeString(codebase.resolve("main.js"), "pipy()");

    // when
    int code = tool.run("graph", codebase.toString());

    // then
    assertThat(code).isZero();
    var asked = asked();
    assertThat(asked.getFilesList()).isEmpty();
    assertThat(asked.getManifestList())
        .extracting(ManifestEntry::getPath)
        .containsExactly("data.txt", "main.js");
    assertThat(server.revisions().blobs()).hasSize(2);
  }

  @Test
  void draws_for_other_programs() {
    // when
    tool.run("graph", "proxy", "-o", "dot");
    String dot = tool.out();
    tool.run("graph", "proxy", "-o", "mermaid");
    String mermaid = tool.out();
    tool.run("graph", "proxy", "-o", "json");

    // then
    assertThat(dot).isEqualTo("digraph \"proxy\" {\n}\n");
    assertThat(mermaid).isEqualTo("flowchart LR\n");
    assertThat(tool.out()).contains("\"id\": \"listen:0.0.0.0:8000\"");
  }

  @Test
  void draws_nothing_but_graphs() {
    // when
    int code = tool.run("status", "-o", "dot");

    // then
    assertThat(code).isEqualTo(2);
    assertThat(tool.err()).contains("--output: dot").contains("pipyctl graph PROGRAM -o dot");
  }

  @Test
  void says_what_is_no_name() {
    assertThat(tool.run("graph", "My_Proxy")).isEqualTo(2);
    assertThat(tool.err()).contains("program: My_Proxy (expected:");
    assertThat(tool.run("graph", "proxy@x")).isEqualTo(2);
    assertThat(tool.err()).contains("revision: x (expected: a revision such as r42)");
  }
}
