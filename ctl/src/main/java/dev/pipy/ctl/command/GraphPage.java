package dev.pipy.ctl.command;

import dev.pipy.control.v1.GetGraphRequest;
import dev.pipy.control.v1.GetGraphResponse;
import dev.pipy.control.v1.GraphFormat;
import dev.pipy.control.v1.GraphPipeline;
import dev.pipy.control.v1.GraphServiceGrpc;
import dev.pipy.ctl.client.ControlClient;
import dev.pipy.ctl.codebase.CodebaseFolder;
import dev.pipy.ctl.codebase.ProgramName;
import dev.pipy.ctl.output.Output;
import dev.pipy.ctl.output.OutputFormat.Purpose;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The graph of a program, a revision or a folder.
///
/// @param what as the command line names it; null for the only program there is
/// @param main script of a folder; may be empty
record GraphPage(Session session, @Nullable String what, String main) {

  void run() {
    Output output = session.output(Purpose.GRAPHS);
    try (ControlClient client = session.connect()) {
      GetGraphResponse graph =
          what != null && isPath(what)
              ? ofFolder(client, Path.of(what), output)
              : ask(client, request(client));
      switch (output.format()) {
        case DOT, MERMAID -> output.line(graph.getText().stripTrailing());
        case TABLE, WIDE, JSON, JSONL, YAML, NAME, SARIF, GITHUB, HAR ->
            output.list(
                graph, graph.getPipelinesList(), GraphPipeline::getId, () -> print(output, graph));
      }
    }
  }

  private GraphFormat format() {
    return switch (session.format()) {
      case DOT -> GraphFormat.GRAPH_FORMAT_DOT;
      case MERMAID -> GraphFormat.GRAPH_FORMAT_MERMAID;
      case TABLE, WIDE -> GraphFormat.GRAPH_FORMAT_TEXT;
      case JSON, JSONL, YAML, NAME, SARIF, GITHUB, HAR -> GraphFormat.GRAPH_FORMAT_UNSPECIFIED;
    };
  }

  private GetGraphResponse ofFolder(ControlClient client, Path folder, Output output) {
    GetGraphRequest.Builder request =
        GetGraphRequest.newBuilder().setProgram(ProgramName.of(folder)).setMain(main);
    try (Progress progress = new Progress(output)) {
      Upload upload = new Upload(client, CodebaseFolder.scan(folder), progress);
      upload.addTo(request::addFiles, request::addManifest);
      progress.begins("Loading it on the server");
      return upload.call(() -> ask(client, request));
    }
  }

  private GetGraphResponse ask(ControlClient client, GetGraphRequest.Builder request) {
    GetGraphRequest asked = request.setFormat(format()).build();
    return client.call(GraphServiceGrpc::newBlockingStub, stub -> stub.getGraph(asked));
  }

  private GetGraphRequest.Builder request(ControlClient client) {
    GetGraphRequest.Builder request = GetGraphRequest.newBuilder();
    if (what == null) {
      return request.setProgram(Programs.only(session, client));
    }
    int at = what.indexOf('@');
    if (at >= 0) {
      request.setRevision(Revisions.parse("revision", what.substring(at + 1)));
    }
    return request.setProgram(ProgramName.checked(at < 0 ? what : what.substring(0, at)));
  }

  private static boolean isPath(String text) {
    return text.startsWith(".") || text.contains("/") || text.endsWith(".js");
  }

  private void print(Output output, GetGraphResponse graph) {
    String revision = graph.getRevision() == 0 ? "" : " " + Revisions.name(graph.getRevision());
    output.line(
        output.style().bold(graph.getProgram() + revision)
            + (graph.getRunning() ? "" : " (not running)"));
    output.line("");
    output.line(graph.getText().stripTrailing());
    if (graph.getRunning()) {
      output.note("");
      output.note("Its events: pipyctl tap " + graph.getProgram());
    }
  }
}
