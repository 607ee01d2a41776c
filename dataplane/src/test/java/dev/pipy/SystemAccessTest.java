package dev.pipy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pipy.codebase.CodebaseException;
import dev.pipy.pipeline.SystemAccess;
import dev.pipy.testing.Await;
import dev.pipy.testing.RawClient;
import dev.pipy.testing.RunningDataPlane;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// What scripts may do to the machine, where the server limits it.
class SystemAccessTest {

  /// A busy machine may take long to load what a callback mentions first.
  private static final DataPlaneOptions PATIENT =
      new DataPlaneOptions(
          1, Duration.ofSeconds(20), Duration.ofSeconds(60), Duration.ofSeconds(5), 1000);

  @TempDir Path folder;

  private static RunningDataPlane plane(SystemAccess access) {
    return new RunningDataPlane(PATIENT.withSystemAccess(access, 10));
  }

  private String answer(SystemAccess access, String expression) throws Exception {
    try (var plane = plane(access)) {
      plane.activate(
          "((folder) => pipy().listen('127.0.0.1:$PORT').serveHTTP(() => new Message(String("
              + expression
              + "))))('"
              + folder
              + "')");
      try (var client = new RawClient(plane.port())) {
        return client.get("/").body();
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "FULL | os.readFile(folder + '/here') | text",
        "READ | os.readFile(folder + '/here') | text",
        "NONE | os.readFile(folder + '/here') | null",
        "FULL | os.writeFile(folder + '/new', 'x') | undefined",
        "READ | os.writeFile(folder + '/new', 'x') | null",
        "READ | os.stat(folder).isDirectory() | true",
        "FULL | Object.keys(os.env).length > 0 | true",
        "READ | Object.keys(os.env).length > 0 | true",
        "NONE | Object.keys(os.env).length > 0 | false",
      })
  void lets_scripts_do_what_is_allowed(SystemAccess access, String expression, String expected)
      throws Exception {
    Files.writeString(folder.resolve("here"), "text");
    assertThat(answer(access, expression)).isEqualTo(expected);
    assertThat(Files.exists(folder.resolve("new")))
        .isEqualTo(access == SystemAccess.FULL && expression.contains("new"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "NONE | os.read('/etc/hostname') | os.read: reading files",
        "NONE | os.stat('/') | os.stat: reading files",
        "NONE | os.list('/') | os.list: reading files",
        "NONE | new http.Directory('/', { fs: true }).serve(new Message({ path: '/x' })) "
            + "| http.Directory: reading files",
        "READ | os.write(folder + '/x', 'x') | os.write: changing files",
        "READ | os.rename(folder + '/x', 'y') | os.rename: changing files",
        "READ | os.unlink(folder + '/x') | os.unlink: changing files",
        "READ | os.mkdir(folder + '/x') | os.mkdir: changing files",
        "READ | os.rm(folder, { recursive: true }) | os.rm: changing files",
        "READ | os.kill(pipy.pid) | os.kill: ending processes",
        "READ | pipy.exec('true') | pipy.exec: running programs",
        "NONE | pipy.mount('x', '/') | pipy.mount: reading files",
        "READ | sqlite(':memory:') | SQLite error: sqlite",
        "READ | new logging.TextLogger('x').toFile(folder + '/x') | toFile: writing files",
      })
  void says_what_is_not_allowed(SystemAccess access, String expression, String refusal)
      throws Exception {
    assertThat(answer(access, "invoke(() => " + expression + ", message => message)"))
        .isEqualTo(
            refusal
                + " is not allowed to scripts here (the server runs with --script-access="
                + access.word()
                + ")");
    assertThat(folder).isEmptyDirectory();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "READ | exec('cat') | running programs",
        "READ | tee('/tmp/x') | writing files",
        "READ | depositMessage('/tmp/x') | writing files",
        "NONE | read('/etc/hostname') | reading files",
      })
  void refuses_filters_when_a_codebase_is_loaded(SystemAccess access, String filter, String what) {
    try (var plane = plane(access)) {
      assertThatThrownBy(() -> plane.activate("pipy().listen('127.0.0.1:$PORT')." + filter))
          .isInstanceOf(CodebaseException.class)
          .hasMessageContaining(what + " is not allowed to scripts here");
    }
  }

  @ParameterizedTest
  @EnumSource(SystemAccess.class)
  void serves_files_of_the_codebase_in_any_case(SystemAccess access) throws Exception {
    assertThat(answer(access, "pipy.load('main.js').size > 0")).isEqualTo("true");
  }

  @Test
  void runs_no_more_programs_than_it_may() throws Exception {
    var options = DataPlaneOptions.DEFAULT.withSystemAccess(SystemAccess.FULL, 1);
    try (var plane = new RunningDataPlane(options)) {
      plane.activate("pipy().listen('127.0.0.1:$PORT').exec('cat')");
      try (var first = new RawClient(plane.port())) {
        assertThat(first.send("a\n").until("\n")).isEqualTo("a\n");
        // the reset may be there before the connection is seen to stand
        assertThatThrownBy(
                () -> {
                  try (var second = new RawClient(plane.port())) {
                    second.send("b\n").until("\n");
                  }
                })
            .isInstanceOf(IOException.class);
      }
      Await.until(
          "the place is given back",
          () -> {
            try (var third = new RawClient(plane.port())) {
              return third.send("c\n").until("\n").equals("c\n");
            } catch (IOException refused) {
              return false;
            }
          });
    }
  }

  @Test
  void leaves_no_program_behind() throws Exception {
    long pid;
    try (var plane = new RunningDataPlane(1)) {
      plane.activate(
          "pipy().listen('127.0.0.1:$PORT')"
              + ".exec(['sh', '-c', 'trap \"\" TERM; echo $$; while :; do sleep 1; done'])");
      try (var client = new RawClient(plane.port())) {
        pid = Long.parseLong(client.until("\n").strip());
        assertThat(ProcessHandle.of(pid)).isPresent();
      }
    }
    Await.until(
        "the program has ended",
        () -> ProcessHandle.of(pid).map(process -> !process.isAlive()).orElse(true));
  }
}
