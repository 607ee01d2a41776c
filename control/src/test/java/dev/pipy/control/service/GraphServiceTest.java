package dev.pipy.control.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.control.v1.GetGraphRequest;
import dev.pipy.control.v1.GraphFormat;
import dev.pipy.control.v1.GraphPipeline;
import dev.pipy.control.v1.StopRequest;
import io.grpc.Status.Code;
import org.junit.jupiter.api.Test;

class GraphServiceTest extends ServiceTest {

  private static GetGraphRequest.Builder graph() {
    return GetGraphRequest.newBuilder().setProgram("a");
  }

  @Test
  void shows_what_runs() {
    // given
    deployments.deploy(deploy("1").build());

    // when
    var answer = graphs.getGraph(graph().build());

    // then
    assertThat(answer.getRunning()).isTrue();
    assertThat(answer.getRevision()).isEqualTo(1);
    assertThat(answer.getText()).isEmpty();
    var listener = answer.getPipelines(0);
    assertThat(listener.getKind()).isEqualTo(GraphPipeline.Kind.KIND_LISTENER);
    assertThat(listener.getTitle()).isEqualTo("listener :8000");
    assertThat(listener.getPosition().getPath()).isEqualTo("main.js");
    assertThat(listener.getPosition().getLine()).isEqualTo(3);
    assertThat(listener.getFilters(0).getName()).isEqualTo("running1");
    assertThat(listener.getFilters(0).getArgumentsList()).containsExactly("'a'");
  }

  @Test
  void loads_a_revision_that_does_not_run() {
    // given
    deployments.deploy(deploy("1").build());
    deployments.deploy(deploy("2").build());

    // when
    var earlier = graphs.getGraph(graph().setRevision(1).build());
    deployments.stop(StopRequest.newBuilder().setProgram("a").build());
    var stopped = graphs.getGraph(graph().build());

    // then
    assertThat(earlier.getRunning()).isFalse();
    assertThat(earlier.getPipelines(0).getFilters(0).getName()).isEqualTo("loaded1");
    assertThat(stopped.getRunning()).isFalse();
    assertThat(stopped.getPipelines(0).getFilters(0).getName()).isEqualTo("loaded2");
    assertThat(host.activations()).isEqualTo(2);
  }

  @Test
  void loads_files_that_come_with_the_call() {
    // when
    var answer = graphs.getGraph(GetGraphRequest.newBuilder().addFiles(file("x.js", "1")).build());

    // then
    assertThat(answer.getProgram()).isEqualTo("codebase");
    assertThat(answer.getPipelines(0).getFilters(0).getName()).isEqualTo("loaded0");
  }

  @Test
  void loads_files_whose_content_the_server_has() {
    // given
    deployments.deploy(deploy("1").build());
    var known = UploadedBlobs.entry("y.js", "1");

    // when
    var answer = graphs.getGraph(GetGraphRequest.newBuilder().addManifest(known).build());

    // then
    assertThat(answer.getPipelines(0).getFilters(0).getName()).startsWith("loaded");
    failure(
        Code.FAILED_PRECONDITION,
        "BLOBS_MISSING",
        () ->
            graphs.getGraph(
                GetGraphRequest.newBuilder()
                    .addManifest(UploadedBlobs.entry("y.js", "nobody sent this"))
                    .build()));
  }

  @Test
  void draws_in_the_form_that_was_asked_for() {
    // given
    deployments.deploy(deploy("1").build());

    // then
    assertThat(text(GraphFormat.GRAPH_FORMAT_TEXT)).startsWith("listener :8000 ");
    assertThat(text(GraphFormat.GRAPH_FORMAT_DOT)).startsWith("digraph \"a\" {");
    assertThat(text(GraphFormat.GRAPH_FORMAT_MERMAID)).startsWith("flowchart LR");
  }

  private String text(GraphFormat format) {
    return graphs.getGraph(graph().setFormat(format).build()).getText();
  }

  @Test
  void refuses_what_it_cannot_show() {
    // given
    deployments.deploy(deploy("1").build());

    // then
    failure(
        Code.NOT_FOUND,
        "PROGRAM_NOT_FOUND",
        () -> graphs.getGraph(graph().setProgram("b").build()));
    failure(
        Code.NOT_FOUND,
        "REVISION_NOT_FOUND",
        () -> graphs.getGraph(graph().setRevision(7).build()));
    failure(
        Code.INVALID_ARGUMENT,
        "FIELD_INVALID",
        () -> graphs.getGraph(graph().setRevision(1).addFiles(file("a.js", "1")).build()));
    failure(
        Code.INVALID_ARGUMENT,
        "FIELD_INVALID",
        () -> graphs.getGraph(graph().addFiles(file("../a.js", "1")).build()));
    failure(
        Code.INVALID_ARGUMENT,
        "FIELD_INVALID",
        () -> graphs.getGraph(graph().setFormatValue(99).build()));
    failure(
        Code.INVALID_ARGUMENT,
        "CODEBASE_INVALID",
        () -> graphs.getGraph(graph().addFiles(file("a.js", "SYNTAX_ERROR")).build()));
  }
}
