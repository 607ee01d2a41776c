package dev.pipy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.e2e.support.CodebaseFolder;
import dev.pipy.e2e.support.Command;
import dev.pipy.e2e.support.Ports;
import dev.pipy.e2e.support.ProxyUnderTest;
import dev.pipy.e2e.support.RawClient;
import dev.pipy.e2e.support.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Revisions as a user handles them: large ones go up piece by piece and come back as they were,
/// differences are shown, old ones deleted.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RevisionsIT {

  @TempDir static Path folder;
  private ProxyUnderTest proxy;

  @BeforeAll
  void start() {
    proxy = ProxyUnderTest.empty(folder);
  }

  @AfterAll
  void stop() {
    proxy.close();
  }

  private static CodebaseFolder saying(String program, int port, String text) {
    return CodebaseFolder.ofScript(
        folder.resolve(program),
        "pipy().listen(%d)\n.serveHTTP(new Message('%s'))\n".formatted(port, text));
  }

  private static byte[] noise(int bytes) {
    byte[] noise = new byte[bytes];
    new Random(20_260_101).nextBytes(noise);
    return noise;
  }

  @Test
  void uploads_a_large_codebase_and_gets_it_back_as_it_was() throws IOException {
    int port = Ports.free();
    CodebaseFolder large = saying("large", port, "large");
    Files.write(large.path().resolve("first.bin"), noise(6 << 20));
    Files.write(large.path().resolve("second.bin"), noise(5 << 20));

    proxy.ctl().ok("deploy", large.path());
    Files.write(large.path().resolve("third.bin"), noise(1000));
    proxy.ctl().ok("deploy", large.path());

    assertThat(RawClient.get(port, "/").body()).isEqualTo("large");
    proxy.ctl().ok("pull", "large", folder.resolve("copy"));
    assertThat(Command.of("diff", "-r", large.path() + "", folder + "/copy").run().all()).isEmpty();
    assertThat(proxy.ctl().ok("diff", "r1", "r2", "-c", "large"))
        .contains("Binary files /dev/null (r1) and b/third.bin (r2) differ: 0 B, 1000 B");
    assertThat(proxy.ctl().ok("diff", large.path())).contains("No difference");
    assertThat(proxy.ctl().ok("graph", large.path())).contains("listener :" + port);
    assertThat(proxy.stateDirectory().resolve("store-" + proxy.adminPort()).resolve("staged"))
        .isEmptyDirectory();
  }

  @Test
  void shows_a_difference_that_patch_understands() throws IOException {
    Tools.assumePresent("patch");
    int port = Ports.free();
    CodebaseFolder codebase = saying("patched", port, "one");
    proxy.ctl().ok("deploy", codebase.path());
    proxy.ctl().ok("pull", "patched@r1", folder.resolve("old"));
    codebase.edit("main.js", "'one'", "'two'").write("lib/new.js", "export default 1");

    Command.Result diff = proxy.ctl().run("diff", codebase.path(), "--exit-code");

    assertThat(diff.exitCode()).isEqualTo(4);
    Command.Result patched =
        Command.of("patch", "-p1", "-d", folder + "/old").reading(diff.out()).run();
    assertThat(patched.exitCode()).as(patched.all()).isZero();
    assertThat(Command.of("diff", "-r", folder + "/patched", folder + "/old").run().all())
        .isEmpty();
  }

  @Test
  void deploys_an_archive_with_labels_and_deletes_what_nobody_needs() throws IOException {
    Tools.assumePresent("tar");
    int port = Ports.free();
    for (String text : new String[] {"one", "two", "three"}) {
      CodebaseFolder codebase = saying("packed", port, text);
      Path archive = folder.resolve("packed.tgz");
      Command.of("tar", "czf", archive + "", "-C", folder + "", "packed").run();
      proxy.ctl().ok("deploy", archive, "--label", "text=" + text);
      assertThat(codebase.path()).isNotEmptyDirectory();
    }

    assertThat(RawClient.get(port, "/").body()).isEqualTo("three");
    assertThat(proxy.ctl().ok("revisions", "show", "packed@r1")).contains("text=one");
    assertThat(proxy.ctl().ok("files", "cat", "packed@r1:main.js")).contains("'one'");
    proxy.ctl().ok("revisions", "delete", "packed@r1", "--yes");
    assertThat(proxy.ctl().run("files", "ls", "packed@r1").exitCode()).isEqualTo(5);
    assertThat(proxy.ctl().run("revisions", "delete", "packed@r2", "--yes").err())
        .contains("is what a rollback goes back to");
    assertThat(proxy.ctl().run("revisions", "delete", "packed@r3", "--yes").exitCode())
        .isEqualTo(1);
    assertThat(RawClient.get(port, "/").body()).isEqualTo("three");
  }
}
