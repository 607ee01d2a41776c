package dev.pipy.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.DataPlane;
import dev.pipy.DataPlaneOptions;
import dev.pipy.codebase.Codebase;
import dev.pipy.codebase.CodebaseException;
import dev.pipy.codebase.Diagnostic;
import dev.pipy.codebase.Diagnostic.Severity;
import dev.pipy.codebase.DiagnosticId;
import dev.pipy.codebase.DirectoryCodebase;
import dev.pipy.codebase.FileMapCodebase;
import dev.pipy.testing.RunningDataPlane;
import dev.pipy.testing.TestAuthority;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What [DataPlane#validate] says about mistakes that people make.
final class ValidationTest {

  private static final List<Integer> EXITS = new CopyOnWriteArrayList<>();
  private static final DataPlane PLANE =
      DataPlane.start(DataPlaneOptions.DEFAULT.withWorkers(2), EXITS::add);

  @AfterAll
  static void stop() {
    PLANE.close();
  }

  private static Codebase codebase(Map<String, String> files) {
    var contents = new HashMap<String, byte[]>();
    files.forEach((path, text) -> contents.put(path, text.getBytes(StandardCharsets.UTF_8)));
    return new FileMapCodebase(contents);
  }

  private static Activation activation(Codebase files) {
    return new Activation("tried", 0, files, "/main.js", Duration.ofSeconds(1));
  }

  private static List<Diagnostic> findings(Map<String, String> files) {
    return PLANE.validate(activation(codebase(files))).findings();
  }

  private static List<Diagnostic> findings(String main) {
    return findings(Map.of("main.js", main));
  }

  private static String said(Diagnostic finding) {
    var kind = finding.severity() == Severity.ERROR ? "E" : "W";
    return kind + " " + finding.id().code() + " " + finding.place();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          pipy().listen(0).connect('a:1'                               | E PIPY1001 /main.js:1:31 | stands before
          pipy().listen(0) .connect('a:1')) .dummy()                   | E PIPY1001 /main.js:1:33 | stands before
          pipy().listen(0).handleData(() => retrun)                    | E PIPY1002 /main.js:1:35 | declare it
          pipy().listen(0).handleData(() => consol.log(1))             | E PIPY1002 /main.js:1:35 | did you mean console?
          pipy({ _target: 0 }).listen(0).handleData(() => _traget = 1) | E PIPY1002 /main.js:1:49 | did you mean _target?
          pipy().listen(PORT)                                          | E PIPY1002 /main.js:1:15 | declare it
          pipy().listen(JSON.decode(null).port)                        | E PIPY1003 /main.js:1:33 | must load
          pipy().listen(null.x)                                        | E PIPY1003 /main.js:1:20 | must load
          pipy; 'done'                                                 | E PIPY1004 /main.js:1:1  | end the script
          pipy().listen(0).use('plugin.js', 'x')                       | E PIPY1005 /main.js:1:18 | add the file
          pipy({ ...{} }).listen(0).dummy()                            | E PIPY1006 /main.js:1:8  | write the names
          pipy().listen(0).demuxHttp('x')                              | E PIPY1101 /main.js:1:18 | did you mean demuxHTTP
          pipy().lissten(0)                                            | E PIPY1101 /main.js:1:8  | did you mean listen?
          pipy().listen(0).connect()                                   | E PIPY1102 /main.js:1:18 | target (
          pipy().listen(0).connect(80)                                 | E PIPY1102 /main.js:1:18 | Usage: connect(
          pipy().listen(0).connect('a:1', { retryCount: 'x' })         | E PIPY1102 /main.js:1:35 | retryCount (integer
          pipy().listen(0).connect('a:1', { connectTimeout: 'soon' })  | E PIPY1102 /main.js:1:35 | in seconds
          pipy().listen('localhost:80').dummy()                        | E PIPY1102 /main.js:1:8  | Usage: listen(
          pipy().listen(80000).dummy()                                 | E PIPY1102 /main.js:1:8  | Usage: listen(
          pipy().listen(0, { idleTimeout: {} }).dummy()                | E PIPY1102 /main.js:1:20 | No byte either way.
          pipy().listen(0, { protocol: 'sctp' }).dummy()               | E PIPY1102 /main.js:1:20 | What the port speaks
          pipy().task('1 week').dummy()                                | E PIPY1102 /main.js:1:8  | pipyctl filters
          pipy().listen(0).acceptTLS('a', {}).pipeline('a').dummy()    | E PIPY1102 /main.js:1:18 | Who we are
          pipy().listen(0).connect('a:1', { conectTimeout: '5s' })     | W PIPY1103 /main.js:1:35 | did you mean connectTimeout?
          pipy().listen(0, { maxConections: 5 }).dummy()               | W PIPY1103 /main.js:1:20 | did you mean maxConnections?
          pipy().listen(0).connect('a:1', { colour: 'red' })           | W PIPY1103 /main.js:1:35 | its options are
          pipy().demuxHTTP('x')                                        | E PIPY1104 /main.js:1:8  | follow .listen()
          pipy().listen(0).demuxHTTP()                                 | E PIPY1104 /main.js:1:18 | give the pipeline's name
          pipy().listen(0).dummy().to('x')                             | E PIPY1104 /main.js:1:26 | follow .listen()
          pipy().listen(0).link('caché').pipeline('cache').dummy()     | E PIPY1201 /main.js:1:18 | did you mean cache?
          pipy().listen(0).demuxHTTP('request')                        | E PIPY1201 /main.js:1:18 | add a .pipeline()
          pipy().listen(0).link('a').pipeline('a').dummy().pipeline('a').dummy() | E PIPY1202 /main.js:1:50 | another name
          pipy().listen(0).link('a').pipeline('a').link('a')           | E PIPY1203 /main.js:1:42 | has no end
          pipy().listen(0).link('a').pipeline('a').link('b').pipeline('b').link('a') | E PIPY1203 /main.js:1:66 | has no end
          pipy().listen(0).dummy().pipeline('idle').dummy()            | W PIPY1204 /main.js:1:26 | remove it
          pipy().import({ __a: 'b' }).listen(0).dummy()                | E PIPY1301 /main.js:1:17 | .export('b', { __a: ... })
          pipy({ a: 1 }).export('n', { a: 1 }).listen(0).dummy()       | E PIPY1301 /main.js:1:30 | export each name once
          """)
  void says_what_is_wrong_where_and_what_to_do(String script, String said, String advice) {
    var found = findings(script);

    assertThat(found)
        .filteredOn(finding -> said.equals(said(finding)))
        .as("%s in %s", said, found)
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.suggestion()).contains(advice);
          assertThat(finding.message()).isNotBlank();
          assertThat(finding.codeFrame())
              .isEqualTo(
                  "     1 | " + script + "\n       | " + " ".repeat(finding.column() - 1) + "^");
        });
    // nothing but that, and that nothing listens if that is what the mistake comes to
    assertThat(found)
        .filteredOn(finding -> finding.id() != DiagnosticId.NO_ROOT_PIPELINE)
        .as("%s", found)
        .hasSize(1);
  }

  @Test
  void says_everything_about_all_files_at_once() {
    var found =
        findings(
            Map.of(
                "main.js",
                    "pipy().listen(0).use(['a.js', 'b.js'], 'x').connect(5).handleData(() => oops)",
                "a.js", "pipy().pipeline('x').handelData(() => 1)",
                "b.js", "pipy().pipeline('x').connect('a:1', { noDelai: true })",
                "unused.js", "pipy().listen(",
                "module.js", "export const a = await import('./b.js')",
                "unused.json", "{ a: 1 }",
                "unused.yaml", "a: b: c"));

    assertThat(found.stream().map(ValidationTest::said))
        .contains(
            "E PIPY1002 /main.js:1:73",
            "E PIPY1101 /a.js:1:22",
            "E PIPY1102 /main.js:1:45",
            "W PIPY1103 /b.js:1:39",
            "W PIPY1001 /unused.js:1:15",
            "W PIPY1008 /unused.json:1:3",
            "W PIPY1008 /unused.yaml:1:5")
        .hasSize(7);
  }

  @Test
  void a_port_that_is_wrong_hides_nothing_behind_it() {
    assertThat(
            findings("pipy().listen(80000).link('a').link('b').pipeline('a').dummy()").stream()
                .map(ValidationTest::said))
        .containsExactlyInAnyOrder("E PIPY1102 /main.js:1:8", "E PIPY1201 /main.js:1:32");
  }

  @Test
  void data_that_a_script_reads_must_be_readable() {
    assertThat(
            findings(
                Map.of(
                    "main.js",
                    "const c = JSON.decode(pipy.load('c.json'))\npipy().listen(c ? 0 : 0).dummy()",
                    "c.json",
                    "{\n  \"a\": 1,\n}\n")))
        .singleElement()
        .matches(finding -> "E PIPY1008 /c.json:3:1".equals(said(finding)))
        .matches(finding -> finding.message().contains("no comma may stand before }"));
  }

  @Test
  void pipelines_that_only_lead_to_each_other_are_not_reached() {
    assertThat(
            findings(
                """
                pipy()
                  .listen(0).link('a')
                  .pipeline('a').dummy()
                  .pipeline('b').link('c')
                  .pipeline('c').dummy()
                """))
        .extracting(Diagnostic::place)
        .containsExactly("/main.js:4:4", "/main.js:5:4");
  }

  @Test
  void a_pipeline_that_a_broken_call_names_is_not_called_unreached() {
    assertThat(findings("pipy().listen(0).muxHTTP('a', '', { maxIdle: {} }).pipeline('a').dummy()"))
        .extracting(finding -> finding.id())
        .containsExactly(DiagnosticId.WRONG_ARGUMENT);
  }

  @Test
  void two_listeners_on_one_port_are_an_error_in_any_files() {
    int port = RunningDataPlane.freePort();

    assertThat(
            findings(
                Map.of(
                    "main.js", "pipy().listen(" + port + ").use('b.js', 'x')",
                    "b.js", "pipy().listen(" + port + ").dummy().pipeline('x').dummy()")))
        .singleElement()
        .matches(finding -> finding.id() == DiagnosticId.DEFINED_TWICE && finding.isError());
  }

  @Test
  void a_port_of_others_is_a_warning_here_and_an_error_for_a_deploy() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getByName("0.0.0.0"))) {
      var script = "pipy().listen(" + taken.getLocalPort() + ").link('nowhere')";

      assertThat(findings(script).stream().map(ValidationTest::said))
          .containsExactly("E PIPY1201 /main.js:1:22", "W PIPY3001 /main.js:1:8");
      assertThat(refused(activation(codebase(Map.of("main.js", script)))))
          .extracting(ValidationTest::said)
          .containsExactly("E PIPY1201 /main.js:1:22", "E PIPY3001 /main.js:1:8");
    }
  }

  private static List<Diagnostic> refused(Activation activation) {
    try {
      throw new AssertionError(PLANE.check(activation.with(Activation.Scrutiny.DEPLOY)));
    } catch (CodebaseException failure) {
      return failure.diagnostics();
    }
  }

  @Test
  void the_ports_of_the_program_itself_are_free() throws CodebaseException {
    var files =
        codebase(Map.of("main.js", "pipy().listen(" + RunningDataPlane.freePort() + ").dummy()"));
    PLANE.activate(new Activation("own", 1, files, "/main.js", Duration.ZERO));

    assertThat(
            PLANE.validate(new Activation("own", 0, files, "/main.js", Duration.ZERO)).findings())
        .isEmpty();
    assertThat(PLANE.validate(activation(files)).findings())
        .singleElement()
        .matches(finding -> finding.id() == DiagnosticId.CANNOT_LISTEN);
    assertThat(PLANE.stop("own", Duration.ZERO)).isZero();
  }

  @Test
  void nothing_of_a_validated_codebase_is_left() {
    findings("pipy.exit(7); pipy.restart(); pipy().listen(0).dummy()");

    assertThat(EXITS).isEmpty();
    assertThat(PLANE.programs()).isEmpty();
    assertThat(PLANE.listeners()).isEmpty();
  }

  @Test
  void a_start_looks_only_at_what_is_needed() throws CodebaseException {
    var files =
        codebase(
            Map.of(
                "main.js", "pipy.load('a.json'); pipy().listen(0).dummy()",
                "a.json", "{",
                "b.js", "("));

    assertThat(PLANE.check(activation(files)).warnings()).isEmpty();
    assertThat(refused(activation(files))).hasSize(2);
  }

  static Stream<Path> tutorials() throws IOException {
    try (var folders = Files.list(Path.of("../tutorial"))) {
      return folders.filter(Files::isDirectory).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("tutorials")
  void there_is_nothing_to_say_about_the_tutorial(Path folder) throws IOException {
    var contents = new HashMap<String, byte[]>();
    var files = new DirectoryCodebase(folder);
    for (var path : files.files()) {
      contents.put(path, Files.readAllBytes(folder.resolve(path.substring(1))));
    }
    var server = new TestAuthority().server("localhost");
    contents.put("/server.crt", server.getCertificatePEM().getBytes(StandardCharsets.UTF_8));
    contents.put("/server.key", server.getPrivateKeyPEM().getBytes(StandardCharsets.UTF_8));
    for (var main : List.of("/main.js", "/proxy.js", "/upstream.js", "/collector.js")) {
      if (contents.containsKey(main)) {
        var found =
            PLANE
                .validate(
                    new Activation(
                        "tutorial", 0, new FileMapCodebase(contents), main, Duration.ZERO))
                .findings();

        // whether its ports are free is no matter of the tutorial
        assertThat(found)
            .filteredOn(finding -> finding.id() != DiagnosticId.CANNOT_LISTEN)
            .isEmpty();
      }
    }
  }
}
