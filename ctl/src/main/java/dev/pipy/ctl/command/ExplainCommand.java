package dev.pipy.ctl.command;

import dev.pipy.ctl.outcome.CommandFailure;
import dev.pipy.ctl.outcome.ExitCode;
import dev.pipy.ctl.outcome.Failure;
import dev.pipy.ctl.output.JsonText;
import dev.pipy.ctl.output.Output;
import dev.pipy.ctl.output.OutputFormat;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// What a finding means. Works without a server.
@Command(
    name = "explain",
    description = "Explain what a finding means, and what to do about it.",
    footer = {"  pipyctl explain PIPY1002", "  pipyctl explain"})
final class ExplainCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "ID",
      arity = "0..1",
      description = "Such as PIPY1002. Without: all of them, a line each.")
  @Nullable String id;

  private final Session session;

  ExplainCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    return session.paged(this::explain);
  }

  private int explain(Session shown) {
    Output output = shown.output();
    DiagnosticPages pages = DiagnosticPages.load();
    if (id == null) {
      list(output, pages.all());
      return 0;
    }
    DiagnosticPages.Page page = pages.find(id);
    if (page == null) {
      throw new CommandFailure(
          Failure.local(
              ExitCode.NOT_FOUND, "no finding has the id " + id, "All ids: pipyctl explain"));
    }
    switch (output.format()) {
      case TABLE, WIDE -> output.line(page.id() + ": " + page.title() + "\n\n" + page.text());
      case NAME -> output.line(page.id());
      case JSON, JSONL, YAML, DOT, MERMAID, SARIF, GITHUB, HAR ->
          output.line(add(json(output), page).toString());
    }
    return 0;
  }

  private static void list(Output output, List<DiagnosticPages.Page> pages) {
    switch (output.format()) {
      case TABLE, WIDE -> {
        pages.forEach(page -> output.line(page.id() + "  " + page.title()));
        output.note("More about one: pipyctl explain ID");
      }
      case NAME -> pages.forEach(page -> output.line(page.id()));
      case JSONL -> pages.forEach(page -> output.line(add(json(output), page).toString()));
      case JSON, YAML, DOT, MERMAID, SARIF, GITHUB, HAR -> {
        JsonText json = json(output).open("").openList("findings");
        pages.forEach(page -> add(json, page));
        output.line(json.closeList().close().toString());
      }
    }
  }

  /// Over several lines where a person may read it. YAML is asked for and JSON is given: it is
  /// YAML.
  private static JsonText json(Output output) {
    return new JsonText(output.format() != OutputFormat.JSONL);
  }

  private static JsonText add(JsonText json, DiagnosticPages.Page page) {
    return json.open("")
        .field("id", page.id())
        .field("title", page.title())
        .field("text", page.text())
        .close();
  }
}
