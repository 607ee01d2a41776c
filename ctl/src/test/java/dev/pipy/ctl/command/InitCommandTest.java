package dev.pipy.ctl.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.ctl.testing.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InitCommandTest {

  private final Path folder;
  private final Path proxy;
  private final Tool tool;

  InitCommandTest(@TempDir Path temporary) throws IOException {
    folder = temporary;
    proxy = folder.resolve("proxy");
    tool = new Tool(folder).set("PIPY_LAUNCHER", pipy("echo \"types of $2\"").toString());
  }

  /// A program that stands in for pipy.
  private Path pipy(String does) throws IOException {
    Path program = Files.writeString(folder.resolve("pipy"), "#!/bin/sh\n" + does + "\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    return program;
  }

  @Test
  void makes_a_codebase_and_says_what_to_do_next() {
    // when
    int code = tool.run("init", proxy.toString());

    // then
    assertThat(code).isZero();
    assertThat(tool.out())
        .startsWith("✓ Created " + proxy + " (5 files) from the template hello.\n  main.js\n");
    assertThat(tool.err()).isEqualTo("  Next: pipyctl dev " + proxy + "\n");
    assertThat(proxy.resolve("main.js")).content().contains(".listen(config.listen)");
    assertThat(proxy.resolve(".pipyignore")).content().contains("pipy.d.ts");
    assertThat(proxy.resolve("pipy.d.ts")).hasContent("types of " + proxy + "\n");
  }

  @Test
  void tells_its_files_as_json() {
    // when
    tool.run("init", proxy.toString(), "--template", "router-balancer", "-o", "json");

    // then
    assertThat(tool.out()).contains("\"template\": \"router-balancer\"", "\"plugins/balancer.js\"");
    assertThat(proxy.resolve("plugins/balancer.js")).exists();
  }

  @Test
  void replaces_nothing_unless_told_to() throws IOException {
    // given
    Files.createDirectories(proxy);
    Path mine = Files.writeString(proxy.resolve("main.js"), "mine");

    // when
    int refused = tool.run("init", proxy.toString());
    String error = tool.err();
    String kept = Files.readString(mine);
    int forced = tool.run("init", proxy.toString(), "--force");

    // then
    assertThat(refused).isEqualTo(6);
    assertThat(error).contains("has already main.js; nothing was written").contains("--force");
    assertThat(kept).isEqualTo("mine");
    assertThat(forced).isZero();
    assertThat(mine).content().doesNotContain("mine");
  }

  @Test
  void writes_through_no_link() throws IOException {
    // given
    Files.createDirectories(proxy);
    Path elsewhere = Files.writeString(folder.resolve("elsewhere"), "theirs");
    Files.createSymbolicLink(proxy.resolve("main.js"), elsewhere);

    // when
    tool.run("init", proxy.toString(), "--force");

    // then
    assertThat(elsewhere).hasContent("theirs");
  }

  @Test
  void makes_a_secret_for_each_codebase() throws IOException {
    // when
    tool.run("init", proxy.toString(), "--template", "jwt");
    String one = Files.readString(proxy.resolve("config/keys.json"));
    tool.run("init", proxy.toString(), "--template", "jwt", "--force");

    // then
    assertThat(proxy.resolve("config/keys.json")).content().isNotEqualTo(one);
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(proxy.resolve("dev-token.txt"))))
        .isEqualTo("rw-------");
    assertThat(tool.out() + tool.err()).doesNotContain("eyJ");
  }

  @Test
  void does_without_the_declarations_where_pipy_fails() throws IOException {
    // given
    pipy("exit 3");

    // when
    int code = tool.run("init", proxy.toString());

    // then
    assertThat(code).isZero();
    assertThat(tool.err()).contains("ended with exit code 3").contains("Later: pipyctl types");
    assertThat(proxy.resolve("pipy.d.ts")).doesNotExist();
  }

  @Test
  void names_the_templates_there_are() {
    // when
    int code = tool.run("init", proxy.toString(), "--template", "nope");

    // then
    assertThat(code).isEqualTo(2);
    assertThat(tool.err()).contains("hello, router-balancer, mock, tls, jwt");
  }

  @Test
  void prints_declarations() throws IOException {
    // given
    Path file = folder.resolve("x.d.ts");

    // when
    int printed = tool.run("types", "here");
    String out = tool.out();
    int written = tool.run("types", "--file", file.toString());
    pipy("exit 1");
    int failed = tool.run("types");

    // then
    assertThat(printed).isZero();
    assertThat(out).isEqualTo("types of here\n");
    assertThat(written).isZero();
    assertThat(file).hasContent("types of \n");
    assertThat(failed).isEqualTo(1);
  }
}
