package dev.pipy.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.pipy.e2e.support.CodebaseFolder;
import dev.pipy.e2e.support.Command;
import dev.pipy.e2e.support.Launchers;
import dev.pipy.e2e.support.Ports;
import dev.pipy.e2e.support.ProxyUnderTest;
import dev.pipy.e2e.support.RawClient;
import dev.pipy.e2e.support.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What goes wrong with the disk is told, and what served goes on serving.
class StoreFaultIT {

  @TempDir Path folder;
  private ProxyUnderTest proxy;
  private int port;

  @BeforeEach
  void deploy_one() {
    proxy = ProxyUnderTest.empty(folder);
    port = Ports.free();
    proxy.ctl().ok("deploy", saying("one").path());
  }

  @AfterEach
  void goes_on_serving() throws IOException {
    try (var _ = proxy) {
      assertThat(RawClient.get(port, "/").status()).isEqualTo(200);
    }
  }

  private CodebaseFolder saying(String text) {
    return CodebaseFolder.ofScript(
        folder.resolve("site"),
        "pipy().listen(%d).serveHTTP(new Message('%s'))".formatted(port, text));
  }

  private Path store() {
    return proxy.stateDirectory().resolve("store-" + proxy.adminPort());
  }

  private Command.Result check() {
    return Command.of(Launchers.pipy().toString(), "--check-store=" + store()).run();
  }

  private void limitFiles(String bytes) {
    Command.Result limited =
        Command.of("prlimit", "--pid", proxy.pid() + "", "--fsize=" + bytes + ":unlimited").run();
    assertThat(limited.exitCode()).as(limited.all()).isZero();
  }

  /// A limit on the size of files stands for a full disk, which takes a file system of its own.
  @Test
  void says_that_the_disk_is_full_and_takes_deploys_again_when_it_is_not() throws IOException {
    Tools.assumePresent("prlimit");
    limitFiles("300000");
    for (int bytes : new int[] {600_000, 1_500_000}) { // within the message, and by upload
      saying("two").write("large.txt", "x".repeat(bytes));

      Command.Result refused = proxy.ctl().run("deploy", folder.resolve("site"));

      assertThat(refused.exitCode()).as(refused.all()).isEqualTo(11);
      assertThat(refused.err()).contains("the disk is full").contains("r1 keeps serving");
      assertThat(refused.err()).doesNotContain("\tat ");
      assertThat(RawClient.get(port, "/").body()).isEqualTo("one");
    }
    assertThat(check().out()).contains(": ok; 1 programs, 1 revisions").doesNotContain("left over");

    limitFiles("unlimited");
    proxy.ctl().ok("deploy", folder.resolve("site"));
    assertThat(RawClient.get(port, "/").body()).isEqualTo("two");
    assertThat(proxy.output()).doesNotContain("\tat ");
  }

  @Test
  void names_a_damaged_file() throws IOException {
    proxy.ctl().ok("deploy", saying("two").path());
    List<Path> blobs;
    try (Stream<Path> files = Files.walk(store().resolve("blobs"))) {
      blobs = files.filter(Files::isRegularFile).toList();
    }
    for (Path blob : blobs) {
      if (Files.readString(blob).contains("'one'")) {
        Files.writeString(blob, "damaged");
      }
    }

    Command.Result refused = proxy.ctl().run("rollback", "site", "--to", "r1", "--yes");

    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err())
        .contains("does not hold what was stored as main.js")
        .contains("r2 keeps serving");
    Command.Result check = check();
    assertThat(check.exitCode()).isEqualTo(4);
    assertThat(check.out()).contains(": damaged, site r1 main.js needs it").contains("1 faults");
    assertThat(RawClient.get(port, "/").body()).isEqualTo("two");
  }

  @Test
  void lets_no_second_process_use_the_store() {
    Command.Result second =
        Command.of(
                Launchers.pipy().toString(),
                "--admin-port=127.0.0.1:" + proxy.adminPort(),
                "--state-dir=" + proxy.stateDirectory())
            .run();

    assertThat(second.exitCode()).isEqualTo(4);
    assertThat(second.err()).contains("is in use by the process " + proxy.pid());
  }

  @Test
  void says_that_a_folder_is_read_only() throws IOException {
    assumeFalse(System.getProperty("user.name").equals("root"), "root may write everywhere");
    Path programs = store().resolve("programs/site");
    Files.setPosixFilePermissions(programs, PosixFilePermissions.fromString("r-xr-xr-x"));
    try {
      Command.Result refused = proxy.ctl().run("deploy", saying("two").path());

      assertThat(refused.exitCode()).isEqualTo(1);
      assertThat(refused.err()).contains("cannot be written to").contains("r1 keeps serving");
      assertThat(RawClient.get(port, "/").body()).isEqualTo("one");
    } finally {
      Files.setPosixFilePermissions(programs, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }
}
