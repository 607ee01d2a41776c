package dev.pipy.script.object;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.junit.jupiter.api.DynamicTest;

/// Lines of JavaScript, some of which end in `// => result`, run against the prelude.
///
/// The result is JavaScript too and compared in depth. An error stands there as it prints, such as
/// `TypeError: argument #1 expects a string`.
public final class ScriptTable {

  private static final Path PRELUDE = Path.of("src/main/resources/dev/pipy/script/prelude");
  private static final Path TABLES = Path.of("src/test/resources/dev/pipy/script/object");
  private static final List<String> PRELUDE_FILES =
      List.of(
          "01-expect.js",
          "20-algo.js",
          "21-cache.js",
          "22-router.js",
          "23-policies.js",
          "24-balancers.js",
          "25-pool.js",
          "30-url.js",
          "31-search-params.js",
          "40-json.js",
          "50-globals.js");
  private static final Engine ENGINE =
      Engine.newBuilder("js").option("engine.WarnInterpreterOnly", "false").build();
  private static final String ARROW = " // => ";
  private static final Pattern ERROR = Pattern.compile("\\w*Error: .*");

  private ScriptTable() {}

  /// The checks of a table file. An empty line starts a new scope.
  static Stream<DynamicTest> table(String name) throws IOException {
    return run(name, tableBody(name));
  }

  /// The checks of a table file as blocks of JavaScript that call `check(thunk, wanted)`.
  public static String tableBody(String name) throws IOException {
    StringBuilder body = new StringBuilder();
    for (String line : Files.readAllLines(TABLES.resolve(name))) {
      body.append(line.isBlank() ? "}{" : translated(line)).append('\n');
    }
    return body.toString();
  }

  /// The checks in a Markdown file: its `js` blocks that have a result, each in its own scope.
  public static String markdownBody(Path path) throws IOException {
    StringBuilder body = new StringBuilder();
    List<String> block = new ArrayList<>();
    boolean inside = false;
    for (String line : Files.readAllLines(path)) {
      if (line.startsWith("```")) {
        boolean checked = block.stream().anyMatch(code -> code.contains(ARROW));
        block.forEach(code -> body.append(checked ? translated(code) : "").append('\n'));
        body.append("}{\n");
        block.clear();
        inside = line.equals("```js");
      } else if (inside) {
        block.add(line);
      } else {
        body.append('\n');
      }
    }
    return body.toString();
  }

  private static String translated(String line) {
    int arrow = line.indexOf(ARROW);
    if (arrow < 0) {
      return line;
    }
    String expression = line.substring(0, arrow).strip();
    String expected = line.substring(arrow + ARROW.length()).strip();
    String wanted =
        ERROR.matcher(expected).matches()
            ? "String.raw`" + expected.replace("`", "\\`") + "`"
            : "() => (" + expected + ")";
    return "check(() => (" + expression + "), " + wanted + ");";
  }

  /// Lines keep their numbers, so that a syntax error in a table is reported where it is.
  private static Stream<DynamicTest> run(String name, CharSequence body) throws IOException {
    String script = "(check => { 'use strict'; {" + body + "}})";
    try (Context context =
        Context.newBuilder("js").engine(ENGINE).allowHostAccess(HostAccess.NONE).build()) {
      Value harness = evaluate(context, TABLES.resolve("harness.js"));
      for (String file : PRELUDE_FILES) {
        harness.invokeMember("load", evaluate(context, PRELUDE.resolve(file)));
      }
      Value checks = context.eval(Source.newBuilder("js", script, name).build());
      Value results = harness.invokeMember("run", checks);
      assertThat(results.getArraySize()).as("checks in " + name).isPositive();
      return Stream.iterate(0L, i -> i < results.getArraySize(), i -> i + 1)
          .map(results::getArrayElement)
          .map(ScriptTable::test)
          .toList()
          .stream();
    }
  }

  private static Value evaluate(Context context, Path file) throws IOException {
    String name = file.getFileName().toString();
    return context.eval(Source.newBuilder("js", Files.readString(file), name).build());
  }

  private static DynamicTest test(Value result) {
    String expression = result.getMember("expression").asString();
    String actual = result.getMember("actual").asString();
    String expected = result.getMember("expected").asString();
    return DynamicTest.dynamicTest(expression, () -> assertThat(actual).isEqualTo(expected));
  }
}
