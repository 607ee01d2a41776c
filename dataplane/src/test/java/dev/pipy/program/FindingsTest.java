package dev.pipy.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.codebase.CodebaseException;
import dev.pipy.codebase.Diagnostic;
import dev.pipy.testing.RunningDataPlane;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FindingsTest {

  private static RunningDataPlane plane = new RunningDataPlane(1);

  @BeforeAll
  static void start() {
    plane.close();
    plane = new RunningDataPlane(1);
  }

  @AfterAll
  static void stop() {
    plane.close();
  }

  private static List<Diagnostic> findings(Map<String, String> files) {
    try {
      return plane.activate(files).warnings();
    } catch (CodebaseException failure) {
      return failure.diagnostics();
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          pipy().listen($PORT).serveHTTP(msg => new Message(             | 1: | PIPY1001 | Expected
          pipy().listen($PORT).serveHTTP(() => new Message(nmae))       | 1:  | PIPY1002 | nmae
          pipy().listen($PORT).serveHTPP(() => null)                    | 1:  | PIPY1101 | serveHTPP
          pipy().listen($PORT).demuxHTTP('nope')                        | 1:  | PIPY1201 | pipeline not found: nope
          pipy().listen($PORT).connect()                                | 1:  | PIPY1102 | requires 1 or more arguments
          pipy().listen($PORT).connect(5)                               | 1:  | PIPY1102 | argument #1 expects
          pipy().listen($PORT).connect('a:1', {retryCount: 'x'})        | 1:  | PIPY1102 | options.retryCount expects
          pipy().listen($PORT).connect('a:1', {retryCuont: 1})          | 1:  | PIPY1103 | retryCuont
          pipy().listen('localhost:1').dummy()                          | 1:  | PIPY1102 | invalid IP address
          pipy().listen($PORT, {masquerade: true}).dummy()              | 1:  | PIPY1102 | options.masquerade: true
          pipy().listen($PORT, {transparent: true, protocol: 'udp'}).dummy() | 1: | PIPY1102 | it is for TCP on Linux
          pipy().listen(70000).dummy()                                  | 1:  | PIPY1102 | invalid port
          pipy().task('90d').dummy()                                    | 1:  | PIPY1102 | interval out of range
          pipy().dummy()                                                | 1:  | PIPY1104 | no pipeline found
          pipy().listen($PORT).demuxHTTP()                              | 1:  | PIPY1104 | missing .to(...)
          pipy().listen($PORT).dummy().to('x')                          | 1:  | PIPY1104 | without a joint-filter
          pipy().pipeline('a').link('b').pipeline('b').link('a')        | 1:  | PIPY1203 | recursive pipeline
          pipy().pipeline('a').dummy().pipeline('a').dummy()            | 1:  | PIPY1202 | defined already
          pipy().listen($PORT).use('no.js', 'x')                        | 1:  | PIPY1005 | no.js
          pipy().import({ __x: 'nobody' }).listen($PORT).dummy()        | 1:  | PIPY1301 | cannot import variable __x
          throw new Error('stop')                                       | 1:  | PIPY1003 | stop
          5                                                             |     | PIPY1004 | Configuration
          pipy().listen($PORT).dummy().pipeline('idle').dummy()         | 1:  | PIPY1204 | never reached
          """)
  void finds_what_is_wrong(
      String script, @org.jspecify.annotations.Nullable String line, String id, String text) {
    // when
    var findings = findings(Map.of("main.js", script));

    // then
    assertThat(findings)
        .anySatisfy(finding -> {
          assertThat(finding.id().code()).isEqualTo(id);
          assertThat(finding.message() + finding.suggestion()).contains(text);
          assertThat(finding.place()).startsWith("/main.js");
          if (line != null) {
            assertThat(finding.place()).contains(":" + line);
          }
        });
  }

  @Test
  void reports_the_place_of_the_method_in_a_chain() {
    // when
    var findings =
        findings(
            Map.of(
                "main.js",
                """
                pipy()
                  .listen($PORT)
                  .handleData(() => null)
                  .connect(7)
                """));

    // then
    assertThat(findings).singleElement().matches(f -> f.place().equals("/main.js:4:4"));
    assertThat(findings.getFirst().codeFrame()).contains(".connect(7)").contains("^");
  }

  @Test
  void reports_all_findings_of_all_files_at_once() {
    // when
    var findings =
        findings(
            Map.of(
                "main.js", "pipy().listen($PORT).use(['a.js', 'b.js'], 'x').connect(5)",
                "a.js", "pipy().pipeline('x').handleData(() => oops)",
                "b.js", "pipy().pipeline('x').nope()"));

    // then
    assertThat(findings)
        .extracting(Diagnostic::place)
        .anyMatch(place -> place.startsWith("/a.js"))
        .anyMatch(place -> place.startsWith("/b.js"));
  }

  @Test
  void reports_names_and_pipelines_at_once() {
    assertThat(
            findings(
                Map.of(
                    "main.js",
                    """
                    pipy()
                      .listen($PORT)
                      .handleData(() => nope)
                      .link('gone')
                      .link('gone too')
                    """)))
        .extracting(Diagnostic::place)
        .containsExactly("/main.js:3:21", "/main.js:4:4", "/main.js:5:4");
  }

  @Test
  void two_listeners_on_one_port_are_an_error() {
    assertThat(findings(Map.of("main.js", "pipy().listen($PORT).dummy().listen($PORT).dummy()")))
        .anyMatch(finding -> finding.message().contains("defined already"));
  }
}
