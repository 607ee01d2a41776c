package dev.pipy.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pipy.e2e.support.Await;
import dev.pipy.e2e.support.CodebaseFolder;
import dev.pipy.e2e.support.Command;
import dev.pipy.e2e.support.Ports;
import dev.pipy.e2e.support.ProxyUnderTest;
import dev.pipy.e2e.support.RawClient;
import dev.pipy.e2e.support.Tools;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The packages that `mvn -Pdist package` makes, where it was run (`-Dpipy.dist` names their
/// folder). With `-Dpipy.dist.install=true` the package for Debian is installed on this system, and
/// removed again.
class DistributionIT {

  private static final Map<String, String> NOTHING_ON_THE_PATH =
      Map.of("PATH", "/nowhere", "JAVA_HOME", "");

  @TempDir static Path home;
  private static Path packages;
  private static Path top;
  private static Path bin;

  @TempDir Path folder;

  @BeforeAll
  static void unpack() throws IOException {
    String made = System.getProperty("pipy.dist", "");
    assumeTrue(!made.isEmpty(), "needs the packages: mvn -Pdist verify");
    packages = Path.of(made).toAbsolutePath().normalize();
    Path unpacked = Files.createDirectory(home.resolve("some where"));
    ok("tar", "-xzf", made("pipy-", ".tar.gz").toString(), "-C", unpacked.toString());
    try (Stream<Path> folders = Files.list(unpacked)) {
      top = folders.toList().getFirst();
      bin = top.resolve("bin");
    }
  }

  private static Path made(String start, String end) throws IOException {
    try (Stream<Path> files = Files.list(packages)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(start))
          .filter(file -> file.getFileName().toString().endsWith(end))
          .findFirst()
          .orElseThrow(() -> new AssertionError("no " + start + "*" + end + " in " + packages));
    }
  }

  private static Command.Result ok(String... words) {
    Command.Result result = Command.of(words).run();
    assertThat(result.exitCode()).as(String.join(" ", words) + "\n" + result.all()).isZero();
    return result;
  }

  @Test
  void runs_without_java_or_anything_else_on_the_path() {
    Command.Result result =
        Command.of(bin.resolve("pipy").toString(), "--version").with(NOTHING_ON_THE_PATH).run();

    assertThat(result.exitCode()).as(result.all()).isZero();
    assertThat(result.out()).contains("optimized");
    assertThat(result.err()).isEmpty();
  }

  @Test
  void has_start_up_caches_that_fit_wherever_it_is_unpacked() {
    Map<String, String> strict =
        Map.of("PIPY_JAVA_OPTS", "-XX:AOTMode=on", "PIPYCTL_JAVA_OPTS", "-XX:AOTMode=on");

    for (String program : List.of("pipy", "pipyctl")) {
      Command.Result result =
          Command.of(bin.resolve(program).toString(), "--help").with(strict).run();

      assertThat(result.exitCode()).as(program + ": " + result.all()).isZero();
    }
  }

  @Test
  void deploys_with_its_own_control_tool() throws IOException {
    int port = Ports.free();
    Path code =
        CodebaseFolder.ofScript(
                folder.resolve("code"),
                "pipy().listen(" + port + ").serveHTTP(new Message('hello'))")
            .path();
    try (ProxyUnderTest proxy = ProxyUnderTest.in(folder).programs(bin).controlled().start()) {
      proxy.ctl().ok("deploy", code);

      assertThat(RawClient.get(port, "/").body()).isEqualTo("hello");
      assertThat(proxy.ctl().ok("filters")).contains("muxHTTP");
      assertThat(proxy.stop()).isZero();
    }
  }

  @Test
  void has_manual_pages_completions_and_licences() {
    assertThat(top.resolve("share/man/man1"))
        .isDirectoryContaining("glob:**/pipy.1.gz")
        .isDirectoryContaining("glob:**/pipyctl-deploy.1.gz");
    assertThat(top.resolve("share/bash-completion/completions/pipyctl")).isNotEmptyFile();
    assertThat(top.resolve("share/zsh/vendor-completions/_pipyctl")).isNotEmptyFile();
    assertThat(top.resolve("share/fish/vendor_completions.d/pipyctl.fish")).isNotEmptyFile();
    assertThat(top.resolve("LICENSES")).isNotEmptyFile();
    assertThat(top.resolve("lib/runtime/legal")).isNotEmptyDirectory();
  }

  @Test
  void names_the_licence_of_every_jar() throws IOException {
    List<String> patterns =
        Files.readString(top.resolve("LICENSES"))
            .lines()
            .map(line -> line.replaceFirst("^Files:", "").strip())
            .filter(line -> line.startsWith("lib/") && line.endsWith(".jar"))
            .map(glob -> glob.replace(".", "\\.").replace("*", ".*"))
            .toList();

    try (Stream<Path> files = Files.list(top.resolve("lib"))) {
      assertThat(
              files
                  .map(file -> "lib/" + file.getFileName())
                  .filter(name -> name.endsWith(".jar") && !name.startsWith("lib/pipy-")))
          .isNotEmpty()
          .allMatch(name -> patterns.stream().anyMatch(name::matches));
    }
  }

  @Test
  void has_a_manual_page_that_man_likes() throws IOException {
    Tools.assumePresent("man");
    Path page = top.resolve("share/man/man1/pipy.1.gz");

    Command.Result result =
        Command.of("man", "--warnings", "-l", page.toString())
            .with(Map.of("LC_ALL", "C.UTF-8", "MANWIDTH", "80", "MANROFFSEQ", ""))
            .run();

    assertThat(result.exitCode()).as(result.all()).isZero();
    assertThat(result.err()).isEmpty();
    assertThat(result.out()).contains("--admin-port", "PIPY_JAVA_OPTS");
  }

  @Test
  void has_a_package_that_lintian_finds_no_errors_in() throws IOException {
    Tools.assumePresent("lintian");
    Tools.assumePresent("dpkg-deb");

    Command.Result result =
        Command.of(
                "lintian",
                "--allow-root",
                "--fail-on",
                "error",
                "--tag-display-limit",
                "0",
                made("pipy_", ".deb").toString())
            .run();

    assertThat(result.exitCode()).as(result.all()).isZero();
    assertThat(result.out().lines()).noneMatch(line -> line.startsWith("E:"));
  }

  @Test
  void is_installed_run_upgraded_removed_and_purged() throws IOException {
    assumeTrue(
        Boolean.getBoolean("pipy.dist.install"),
        "changes this system: wants -Dpipy.dist.install=true");
    assumeTrue(ok("id", "-u").out().strip().equals("0"), "needs root");
    Tools.assumePresent("dpkg-deb");
    Tools.assumePresent("adduser");
    assumeTrue(
        Command.of("dpkg-query", "-s", "pipy").run().exitCode() != 0
            && Command.of("getent", "passwd", "pipy").run().exitCode() != 0,
        "there is a pipy on this system already");
    Path newer = made("pipy_", ".deb");
    try {
      install(older(newer));
      Files.writeString(
          Path.of("/etc/pipy/pipy.yaml"),
          "\nthreads: 1\n# of the administrator\nlog-level: info\n");
      serves();
      install(newer);
      assertThat(Path.of("/etc/pipy/pipy.yaml")).content().contains("of the administrator");
      serves();
      ok("dpkg", "--remove", "pipy");
      assertThat(Path.of("/usr/lib/pipy")).doesNotExist();
      assertThat(Path.of("/etc/pipy/pipy.yaml")).exists();
      assertThat(Path.of("/var/lib/pipy")).exists();
    } finally {
      ok("dpkg", "--purge", "pipy");
    }
    assertThat(Path.of("/etc/pipy")).doesNotExist();
    assertThat(Path.of("/var/lib/pipy")).doesNotExist();
    assertThat(Command.of("getent", "passwd", "pipy").run().exitCode()).isNotZero();
  }

  private static void install(Path file) {
    // fsync of each file takes long, and this system shall not keep them
    ok("dpkg", "--force-unsafe-io", "--install", file.toString());
    ok("dpkg", "--verify", "pipy");
  }

  /// The same package with an earlier version.
  private Path older(Path file) throws IOException {
    Path content = folder.resolve("content");
    ok("dpkg-deb", "-R", file.toString(), content.toString());
    Path control = content.resolve("DEBIAN/control");
    Files.writeString(
        control, Files.readString(control).replaceFirst("(?m)^Version: .*$", "Version: 0.0.1"));
    Path older = folder.resolve("pipy_0.0.1.deb");
    ok("dpkg-deb", "-Znone", "-b", content.toString(), older.toString());
    ok("rm", "-r", content.toString());
    return older;
  }

  /// Runs the service as its unit would, as its user, and asks for a page.
  private void serves() throws IOException {
    int port = Ports.free();
    int control = Ports.free();
    Path code =
        CodebaseFolder.ofScript(
                folder.resolve("code"),
                "pipy().listen(" + port + ").serveHTTP(new Message('served'))")
            .path();
    Map<String, String> environment = Map.of("PIPY_STATE_DIR", "/var/lib/pipy");
    ProcessBuilder builder =
        new ProcessBuilder(
                "setpriv",
                "--reuid=pipy",
                "--regid=pipy",
                "--init-groups",
                "/usr/bin/pipy",
                "--config=/etc/pipy/pipy.yaml",
                "--admin-port=127.0.0.1:" + control)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("service.log").toFile());
    builder.environment().putAll(environment);
    Process service = builder.directory(new File("/")).start();
    try {
      Await.until(
          "the control API is there",
          Duration.ofSeconds(60),
          () -> Ports.isOpen(control) || !service.isAlive(),
          ready -> ready);
      Command.Result deployed =
          Command.of("/usr/bin/pipyctl", "-t", "127.0.0.1:" + control, "deploy", code.toString())
              .with(environment)
              .run();
      assertThat(deployed.exitCode())
          .as(deployed.all() + Files.readString(folder.resolve("service.log")))
          .isZero();
      assertThat(RawClient.get(port, "/").body()).isEqualTo("served");
    } finally {
      service.destroy();
      service.onExit().join();
    }
    assertThat(service.exitValue()).isZero();
  }
}
