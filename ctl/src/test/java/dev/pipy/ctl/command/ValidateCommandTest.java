package dev.pipy.ctl.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import dev.pipy.control.v1.File;
import dev.pipy.control.v1.ManifestEntry;
import dev.pipy.control.v1.ValidateRequest;
import dev.pipy.ctl.testing.FakeServer;
import dev.pipy.ctl.testing.Refusal;
import dev.pipy.ctl.testing.Tool;
import io.grpc.Status.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ValidateCommandTest {

  private final FakeServer server;
  private final Tool tool;
  private final Path folder;

  ValidateCommandTest(@TempDir Path temporary) throws IOException {
    server = FakeServer.start();
    tool = new Tool(temporary.resolve("state")).target(server);
    folder = Files.createDirectories(temporary.resolve("Proxy"));
    Files.writeString(folder.resolve("main.js"), "pipy()");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void breakIt() throws IOException {
    Files.writeString(folder.resolve("broken.js"), "pipy().connect(1)");
  }

  @Test
  void sends_the_whole_folder_under_the_name_it_would_have() {
    // when
    int code = tool.run("validate", folder.toString(), "--main", "main.js", "--strict");

    // then
    assertThat(code).isZero();
    ValidateRequest request = server.deployments().validations().poll();
    assertThat(request).isNotNull();
    assertThat(request.getProgram()).isEqualTo("proxy");
    assertThat(request.getMain()).isEqualTo("main.js");
    assertThat(request.getStrict()).isTrue();
    assertThat(request.getFilesList()).extracting(File::getPath).containsExactly("main.js");
    assertThat(server.deployments().deploys()).isEmpty();
  }

  @Test
  void shows_findings_and_a_summary_as_the_result() throws IOException {
    // given
    breakIt();

    // when
    int code = tool.run("validate", folder.toString(), "-q");

    // then
    assertThat(code).isEqualTo(3);
    assertThat(tool.err()).isEmpty();
    assertThat(tool.out())
        .isEqualTo(
            """
            error[PIPY1102]: connect(): 100%, wrong
              broken.js:31:7
                31 | connect(1)
                   | ^
              help: Usage: connect(target)
            warning[PIPY1204]: pipeline 'cache' is never reached
              main.js:2
            ✗ 1 error, 1 warning in 2 files (84 ms).   More: pipyctl explain PIPY1102
            """);
  }

  @Test
  void warnings_alone_do_not_fail() {
    assertThat(tool.run("validate", folder.toString())).isZero();
    assertThat(tool.out()).contains("✓ 0 errors, 1 warning in 1 file (84 ms).");
  }

  @Test
  void prints_one_json_document_and_nothing_else() throws IOException {
    breakIt();

    assertThat(tool.run("validate", folder.toString(), "-q", "-o", "json")).isEqualTo(3);

    var document = JsonParser.parseString(tool.out()).getAsJsonObject();
    assertThat(document.getAsJsonArray("diagnostics")).hasSize(2);
    assertThat(tool.err()).isEmpty();
  }

  @Test
  void annotates_for_github() throws IOException {
    breakIt();

    assertThat(tool.run("-q", "validate", folder.toString(), "-o", "github")).isEqualTo(3);

    assertThat(tool.out())
        .isEqualTo(
            """
            ::error file=%1$s/broken.js,line=31,col=7,title=PIPY1102::connect(): 100%%25, wrong%%0AUsage: connect(target)
            ::warning file=%1$s/main.js,line=2,title=PIPY1204::pipeline 'cache' is never reached
            """
                .formatted(folder));
  }

  @Test
  void writes_sarif() throws IOException {
    breakIt();

    assertThat(tool.run("validate", folder.toString(), "-o", "sarif")).isEqualTo(3);

    var log = JsonParser.parseString(tool.out()).getAsJsonObject();
    assertThat(log.get("version").getAsString()).isEqualTo("2.1.0");
    var run = log.getAsJsonArray("runs").get(0).getAsJsonObject();
    var driver = run.getAsJsonObject("tool").getAsJsonObject("driver");
    assertThat(driver.get("name").getAsString()).isEqualTo("pipyctl");
    assertThat(driver.getAsJsonArray("rules")).hasSize(2);
    var result = run.getAsJsonArray("results").get(0).getAsJsonObject();
    assertThat(result.get("ruleId").getAsString()).isEqualTo("PIPY1102");
    assertThat(result.get("level").getAsString()).isEqualTo("error");
    var place =
        result
            .getAsJsonArray("locations")
            .get(0)
            .getAsJsonObject()
            .getAsJsonObject("physicalLocation");
    assertThat(place.getAsJsonObject("artifactLocation").get("uri").getAsString())
        .startsWith("file:/")
        .endsWith("/Proxy/broken.js");
    assertThat(place.getAsJsonObject("region").get("startLine").getAsInt()).isEqualTo(31);
    assertThat(place.getAsJsonObject("region").get("startColumn").getAsInt()).isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sarif", "github"})
  void no_other_command_has_the_formats_of_findings(String format) {
    assertThat(tool.run("deploy", folder.toString(), "-o", format)).isEqualTo(2);
    assertThat(server.deployments().deploys()).isEmpty();
    assertThat(tool.err()).contains("--output: " + format, "pipyctl validate DIR -o " + format);
  }

  @Test
  void sends_only_what_the_server_lacks_of_a_large_folder() throws IOException {
    // given
    Files.writeString(folder.resolve("large.txt"), "x".repeat(4 << 20));

    // when
    tool.run("validate", folder.toString());
    int code = tool.run("validate", folder.toString());

    // then
    assertThat(code).isZero();
    ValidateRequest first = server.deployments().validations().remove();
    assertThat(first.getFilesList()).isEmpty();
    assertThat(first.getManifestList())
        .extracting(ManifestEntry::getPath)
        .containsExactly("large.txt", "main.js");
    assertThat(server.deployments().validations()).containsExactly(first);
    assertThat(server.revisions().uploads()).isEqualTo(1);
    assertThat(server.revisions().blobs()).hasSize(2);
  }

  @Test
  void says_how_to_do_without_a_server() {
    server.close();

    assertThat(tool.run("validate", folder.toString())).isEqualTo(8);
    assertThat(tool.err()).contains("Without a server: pipy --verify " + folder);
  }

  @Test
  void a_refused_call_is_no_finding() {
    server.deployments().refuse(Refusal.of(Code.RESOURCE_EXHAUSTED, "CODEBASE_TOO_LARGE", "large"));

    assertThat(tool.run("validate", folder.toString())).isEqualTo(11);
    assertThat(tool.out()).isEmpty();
  }
}
