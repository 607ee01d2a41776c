package dev.pipy.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pipy.e2e.support.Command;
import dev.pipy.e2e.support.Launchers;
import dev.pipy.e2e.support.Repository;
import dev.pipy.e2e.support.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `pipy --types` prints is what the TypeScript compiler wants to know of scripts.
class TypesIT {

  private static final Path COMPILER =
      Repository.ROOT.resolve("e2e/typescript/node_modules/typescript/bin/tsc");

  @TempDir Path folder;

  @BeforeEach
  void needs_the_compiler() throws IOException {
    Tools.assumePresent("node");
    assumeTrue(Files.exists(COMPILER), "needs tsc: npm ci --prefix e2e/typescript");
    Files.copy(Repository.ROOT.resolve("tutorial/jsconfig.json"), folder.resolve("jsconfig.json"));
  }

  @Test
  void finds_nothing_wrong_with_the_tutorial() throws Exception {
    copy(Repository.ROOT.resolve("tutorial"));
    declare();

    Command.Result result = compile();

    assertThat(result.out()).isEmpty();
    assertThat(result.exitCode()).isZero();
  }

  @Test
  void finds_what_is_wrong() throws Exception {
    Files.writeString(
        folder.resolve("main.js"),
        """
        pipy({ _target: '' })
          .listen(8000)
          .demuxHTTP('request')
          .pipeline('request')
          .handleMessageStart(start => _target = start.headers.host)
          .muxHTP('connection')
          .pipeline('connection')
          .connect(() => _targt, { retryCount: 'many' })
        """);
    declare();

    assertThat(compile().out())
        .contains("main.js(5,", "Property 'headers' does not exist on type 'MessageStart'")
        .contains("main.js(6,", "'muxHTP' does not exist", "Did you mean 'muxHTTP'?");
  }

  @Test
  void finds_names_and_options_that_are_wrong() throws Exception {
    Files.writeString(
        folder.resolve("main.js"),
        """
        pipy({ _target: '' })
          .listen(8000)
          .connect(() => _targt)
          .task()
          .connect('localhost:80', { retryCount: 'many' })
        """);
    declare();

    assertThat(compile().out())
        .contains("main.js(3,", "Cannot find name '_targt'. Did you mean '_target'?")
        .contains("main.js(5,30)", "Type 'string' is not assignable to type 'number'");
  }

  private void declare() throws Exception {
    Command.Result types =
        Command.of(Launchers.pipy().toString(), "--types", folder.toString()).run();
    assertThat(types.exitCode()).as(types.err()).isZero();
    Files.writeString(folder.resolve("pipy.d.ts"), types.out());
  }

  private Command.Result compile() throws Exception {
    return Command.of("node", COMPILER.toString(), "-p", "jsconfig.json", "--pretty", "false")
        .in(folder)
        .run();
  }

  private void copy(Path from) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".js")).toList()) {
        Path copy = folder.resolve(from.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
  }
}
