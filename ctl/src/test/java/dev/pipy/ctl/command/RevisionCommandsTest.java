package dev.pipy.ctl.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.pipy.control.v1.DeployRequest;
import dev.pipy.control.v1.DiffRevisionsRequest;
import dev.pipy.control.v1.DiffRevisionsResponse;
import dev.pipy.control.v1.FileDiff;
import dev.pipy.control.v1.ManifestEntry;
import dev.pipy.ctl.testing.FakeRevisions;
import dev.pipy.ctl.testing.FakeServer;
import dev.pipy.ctl.testing.Refusal;
import dev.pipy.ctl.testing.Tool;
import io.grpc.Status.Code;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RevisionCommandsTest {

  private final FakeServer server;
  private final Tool tool;
  private final Path temporary;
  private final Path folder;

  RevisionCommandsTest(@TempDir Path temporary) throws IOException {
    this.temporary = temporary;
    server = FakeServer.start();
    tool = new Tool(temporary.resolve("state")).target(server);
    folder = Files.createDirectories(temporary.resolve("proxy"));
    Files.writeString(folder.resolve("main.js"), "pipy()");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private DeployRequest deployed() {
    DeployRequest request = server.deployments().deploys().poll();
    assertThat(request).isNotNull();
    return request;
  }

  private DiffRevisionsRequest compared() {
    DiffRevisionsRequest request = server.revisions().diffs().poll();
    assertThat(request).isNotNull();
    return request;
  }

  @Test
  void shows_a_revision() {
    // when
    int code = tool.run("revisions", "show", "proxy@r42");

    // then
    assertThat(code).isZero();
    assertThat(tool.out())
        .startsWith("proxy@r42   active\n  message   add the /ip route\n  author    alice\n")
        .contains("  labels    team=edge\n")
        .endsWith("SIZE  PATH\n 7 B  main.js\n");
  }

  @Test
  void lists_revisions_as_history_does() {
    // when
    tool.run("history", "proxy");
    String history = tool.out();
    tool.run("revisions", "list", "proxy");

    // then
    assertThat(tool.out()).isEqualTo(history).contains("r43");
  }

  @Test
  void deletes_a_revision_that_was_named() {
    // when
    int code = tool.run("revisions", "delete", "proxy@r12", "--yes");

    // then
    assertThat(code).isZero();
    assertThat(tool.out()).startsWith("✓ proxy@r12 is deleted (1 file, 14.2 KiB)");
    assertThat(server.revisions().deletions().remove().getRevision()).isEqualTo(12);
    assertThat(tool.run("revisions", "delete", "proxy", "--yes")).isEqualTo(2);
    assertThat(tool.err()).contains("expected: PROGRAM@REV");
    assertThat(tool.run("revisions", "delete", "proxy@r12", "--no-input")).isEqualTo(2);
    assertThat(server.revisions().deletions()).isEmpty();
  }

  @Test
  void prints_a_file_as_it_is() {
    // when
    int code = tool.run("files", "cat", "proxy@r42:main.js");

    // then
    assertThat(code).isZero();
    assertThat(tool.out()).isEqualTo("pipy()\n");
    assertThat(tool.run("files", "ls", "proxy", "-o", "name")).isZero();
    assertThat(tool.out()).isEqualTo("main.js\n");
  }

  @ParameterizedTest
  @CsvSource({
    "files cat proxy, expected: PROGRAM[@REV]:PATH",
    "files cat proxy@x:main.js, a revision such as r42",
    "files, expected: ls or cat",
    "revisions, 'expected: list, show or delete'",
    "revisions show Not_Valid, 1 to 63 of a-z",
    "diff r41, which program?",
    "diff r41 yesterday -c proxy, a revision such as r42",
    "diff nowhere, no such file or folder",
    "deploy -, --program NAME",
  })
  void refuses_what_it_does_not_understand(String line, String said) {
    // when
    int code = tool.run(line.split(" "));

    // then
    assertThat(code).isEqualTo(2);
    assertThat(tool.err()).contains(said);
  }

  @Test
  void pulls_the_files_of_a_revision() {
    // when
    int code = tool.run("pull", "proxy", temporary.resolve("copy").toString());

    // then
    assertThat(code).isZero();
    assertThat(temporary.resolve("copy/main.js")).hasContent("pipy()\n");
    assertThat(tool.run("pull", "proxy", temporary.resolve("copy").toString())).isEqualTo(2);
    assertThat(tool.err()).contains("--force");
    assertThat(tool.run("pull", "proxy", temporary.resolve("copy").toString(), "--force")).isZero();
  }

  @Test
  void pulls_nothing_out_of_the_folder() {
    // given
    server.revisions().files().put("../evil.js", "x");

    // when
    int code = tool.run("pull", "proxy", temporary.resolve("copy").toString());

    // then
    assertThat(code).isEqualTo(1);
    assertThat(temporary.resolve("evil.js")).doesNotExist();
    assertThat(temporary.resolve("copy/main.js")).doesNotExist();
  }

  private void different() {
    server
        .revisions()
        .answerDiff(
            DiffRevisionsResponse.newBuilder()
                .setFromRevision(43)
                .addFiles(
                    FileDiff.newBuilder()
                        .setPath("main.js")
                        .setKind(FileDiff.Kind.KIND_CHANGED)
                        .setAddedLines(1)
                        .setRemovedLines(1)
                        .setHunks("@@ -1 +1 @@\n-a\n+b\n"))
                .addFiles(
                    FileDiff.newBuilder()
                        .setPath("logo.png")
                        .setKind(FileDiff.Kind.KIND_ADDED)
                        .setToSize(2048)
                        .setBinary(true))
                .build());
  }

  @Test
  void shows_what_a_folder_would_change() {
    // given
    different();

    // when
    int code = tool.run("diff", folder.toString());

    // then
    assertThat(code).isZero();
    assertThat(tool.out())
        .isEqualTo(
            """
            --- a/main.js\tr43
            +++ b/main.js\t%s
            @@ -1 +1 @@
            -a
            +b
            Binary files /dev/null (r43) and b/logo.png (%s) differ: 0 B, 2.0 KiB
            """
                .formatted(folder, folder));
    assertThat(tool.err()).contains("2 files different, 1 line added, 1 removed");
    DiffRevisionsRequest request = compared();
    assertThat(request.getProgram()).isEqualTo("proxy");
    assertThat(request.getFrom()).isZero();
    assertThat(request.getCodebase().getFiles(0).getPath()).isEqualTo("main.js");
  }

  @Test
  void counts_lines_and_tells_a_difference_by_its_exit_code() {
    // given
    different();

    // when
    int code = tool.run("diff", "r41", "r43", "-c", "proxy", "--stat", "--exit-code");

    // then
    assertThat(code).isEqualTo(4);
    assertThat(tool.out()).isEqualTo("main.js | +1 -1\nlogo.png | new 0 B → 2.0 KiB\n");
    DiffRevisionsRequest request = compared();
    assertThat(request.getFrom()).isEqualTo(41);
    assertThat(request.getRevision()).isEqualTo(43);
    assertThat(request.getSummaryOnly()).isTrue();
  }

  @Test
  void ends_with_0_when_nothing_differs() {
    // when
    int code = tool.run("diff", folder.toString(), "r41", "--exit-code");

    // then
    assertThat(code).isZero();
    assertThat(tool.out()).isEmpty();
    assertThat(tool.err()).contains("No difference.");
    assertThat(compared().getFrom()).isEqualTo(41);
  }

  @Test
  void uploads_only_what_the_server_lacks_of_a_large_folder_to_compare() throws IOException {
    // given
    byte[] known = Objects.requireNonNull(largeFolder().get("a.txt"));
    server.revisions().blobs().put(FakeRevisions.sha256(known), ByteString.copyFrom(known));
    Files.writeString(folder.resolve("c.txt"), "x".repeat(4 << 20));

    // when
    int code = tool.run("diff", folder.toString());

    // then
    assertThat(code).isZero();
    DiffRevisionsRequest request = compared();
    assertThat(request.getCodebase().getManifestList())
        .extracting(ManifestEntry::getPath)
        .containsExactly("a.txt", "b.txt", "c.txt", "main.js");
    assertThat(request.getCodebase().getFilesList()).isEmpty();
    assertThat(server.revisions().blobs()).hasSize(4);
    assertThat(server.revisions().uploads()).isEqualTo(1);
  }

  private Map<String, byte[]> largeFolder() throws IOException {
    byte[] first = "a".repeat(700_000).getBytes(UTF_8);
    byte[] second = "b".repeat(700_000).getBytes(UTF_8);
    Files.write(folder.resolve("a.txt"), first);
    Files.write(folder.resolve("b.txt"), second);
    return Map.of("a.txt", first, "b.txt", second);
  }

  @Test
  void uploads_only_what_the_server_lacks_of_a_large_codebase() throws IOException {
    // given
    byte[] known = Objects.requireNonNull(largeFolder().get("a.txt"));
    server.revisions().blobs().put(FakeRevisions.sha256(known), ByteString.copyFrom(known));

    // when
    int code = tool.run("deploy", folder.toString());

    // then
    assertThat(code).isZero();
    DeployRequest request = deployed();
    assertThat(request.getFilesList()).isEmpty();
    assertThat(request.getManifestList())
        .extracting(ManifestEntry::getPath)
        .containsExactly("a.txt", "b.txt", "main.js");
    assertThat(server.revisions().blobs()).hasSize(3);
    assertThat(server.revisions().uploads()).isEqualTo(1);
  }

  @Test
  void goes_on_with_an_upload_that_broke_off() throws IOException {
    // given
    largeFolder();
    server.revisions().breakAfter(3);

    // when
    int code = tool.run("deploy", folder.toString());

    // then
    assertThat(code).isZero();
    assertThat(server.revisions().uploads()).isEqualTo(2);
    assertThat(server.revisions().parts()).isNotEmpty();
    assertThat(server.revisions().blobs())
        .hasSize(3)
        .allSatisfy((sha256, blob) ->
            assertThat(FakeRevisions.sha256(blob.toByteArray())).isEqualTo(sha256));
  }

  private static byte[] archive(String path, String content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
      TarArchiveEntry entry = new TarArchiveEntry(path);
      entry.setSize(content.length());
      tar.putArchiveEntry(entry);
      tar.write(content.getBytes(UTF_8));
      tar.closeArchiveEntry();
    }
    return bytes.toByteArray();
  }

  @Test
  void deploys_an_archive_from_a_file_or_standard_input() throws IOException {
    // given
    byte[] archive = archive("top/main.js", "pipy()");
    Path file = Files.write(temporary.resolve("Edge.tar"), archive);

    // when
    int code = tool.run("deploy", file.toString());

    // then
    assertThat(code).isZero();
    DeployRequest request = deployed();
    assertThat(request.getProgram()).isEqualTo("edge");
    assertThat(request.getFiles(0).getPath()).isEqualTo("main.js");
    assertThat(tool.input(archive).run("deploy", "-", "-c", "proxy")).isZero();
    assertThat(deployed().getFiles(0).getContent().toStringUtf8()).isEqualTo("pipy()");
  }

  @Test
  void refuses_an_archive_that_points_elsewhere_before_anything_is_sent() throws IOException {
    // when
    int code = tool.input(archive("../main.js", "x")).run("deploy", "-", "-c", "proxy");

    // then
    assertThat(code).isEqualTo(2);
    assertThat(tool.err()).contains("a segment \"..\" in the path");
    assertThat(server.deployments().deploys()).isEmpty();
  }

  @Test
  void passes_labels_on() {
    // when
    tool.run("deploy", folder.toString(), "--label", "team=edge", "--label", "ticket=OPS=12");

    // then
    assertThat(deployed().getLabelsMap()).isEqualTo(Map.of("team", "edge", "ticket", "OPS=12"));
  }

  @Test
  void says_what_goes_on_once_it_takes_long() throws Exception {
    // given
    CountDownLatch gate = new CountDownLatch(1);
    server.deployments().holdAt(gate);
    Thread deploy = Thread.ofVirtual().start(() -> tool.run("deploy", folder.toString()));

    // then
    long end = System.nanoTime() + 20_000_000_000L;
    while (!tool.err().contains("Preparing")) {
      assertThat(System.nanoTime()).as(tool.err()).isLessThan(end);
      Thread.onSpinWait();
    }
    gate.countDown();
    deploy.join();
  }

  @Test
  void tells_by_whom_a_race_was_lost() {
    // given
    server
        .deployments()
        .refuse(
            Refusal.of(
                Code.ABORTED,
                "STALE_REVISION",
                "expected r42 of proxy to be active, but r43 is, activated by ci@build-17 at x"));

    // when
    int code = tool.run("deploy", folder.toString(), "--expect", "r42");

    // then
    assertThat(code).isEqualTo(6);
    assertThat(tool.err()).contains("activated by ci@build-17").contains("pipyctl history proxy");
  }
}
