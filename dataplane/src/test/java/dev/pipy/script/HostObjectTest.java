package dev.pipy.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.script.object.ScriptTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Tables about the objects that are made with Java's help, and all examples of the documentation,
/// run in a realm of their own. `temporary` is a folder to write to.
final class HostObjectTest {

  private static final String HARNESS =
      """
      ((results, show, outcome, check, temporary) => (
        results = [],
        show = value => {
          if (typeof value === 'string') return `'${value}'`
          if (Object.is(value, -0)) return '-0'
          if (Array.isArray(value)) return `[${value.map(show).join(', ')}]`
          if (value instanceof Date) return value.toISOString()
          if (value instanceof Data) return `Data ${value.toString('hex')}`
          if (typeof value === 'object' && value !== null) {
            const members = Object.entries(value).map(([name, member]) => `${name}: ${show(member)}`)
            return `{ ${members.join(', ')} }`
          }
          return String(value)
        },
        outcome = thunk => {
          try {
            return show(thunk())
          } catch (error) {
            return String(error)
          }
        },
        check = (thunk, wanted) => {
          const expression = String(thunk).replace(/^\\(\\) => \\(([^]*)\\)$/, '$1')
          const expected = typeof wanted === 'string' ? wanted : outcome(wanted)
          results.push([expression, outcome(thunk), expected])
        },
        temporary = 'TEMPORARY',
        (() => {{
        BODY
        }})(),
        pipy().listen(results)
      ))()
      """;

  @TempDir Path temporary;

  @TestFactory
  Stream<DynamicTest> values() throws IOException {
    return run(ScriptTable.tableBody("host-values.js"));
  }

  @TestFactory
  Stream<DynamicTest> files() throws IOException {
    return run(ScriptTable.tableBody("host-files.js"));
  }

  @TestFactory
  Stream<DynamicTest> crypto() throws IOException {
    return run(ScriptTable.tableBody("host-crypto.js"));
  }

  @TestFactory
  Stream<DynamicTest> stats() throws IOException {
    return run(ScriptTable.tableBody("host-stats.js"));
  }

  @TestFactory
  Stream<DynamicTest> shared() throws IOException {
    return run(ScriptTable.tableBody("host-shared.js"));
  }

  @TestFactory
  Stream<DynamicTest> later() throws IOException {
    return run(ScriptTable.tableBody("host-later.js"));
  }

  @TestFactory
  Stream<DynamicTest> documentation() throws IOException {
    return run(ScriptTable.markdownBody(Path.of("../docs/api.md")));
  }

  private Stream<DynamicTest> run(String body) throws IOException {
    Files.writeString(temporary.resolve("there.txt"), "content");
    try (var program =
        TestProgram.patient(
            "/main.js",
            HARNESS.replace("TEMPORARY", temporary.toString()).replace("BODY", body),
            "/www/index.html",
            "<p>",
            "/www/a.min.js",
            "1",
            "/www/a.min.js.gz",
            new String(gzip("1"), StandardCharsets.ISO_8859_1),
            "/www/packed.js.br",
            BROTLI)) {
      program.loaded();
      var results = (List<?>) program.argument(0);
      assertThat(results).isNotEmpty();
      return results.stream().map(result -> test((List<?>) result)).toList().stream();
    }
  }

  /// `p{}`, made with `brotli`.
  private static final String BROTLI = "\u000f\u0001\u0080p{}\u0003";

  private static byte[] gzip(String text) throws IOException {
    var out = new java.io.ByteArrayOutputStream();
    try (var stream = new java.util.zip.GZIPOutputStream(out)) {
      stream.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return out.toByteArray();
  }

  private static DynamicTest test(List<?> result) {
    return DynamicTest.dynamicTest(
        String.valueOf(result.getFirst()),
        () -> assertThat(result.get(1)).isEqualTo(result.get(2)));
  }
}
