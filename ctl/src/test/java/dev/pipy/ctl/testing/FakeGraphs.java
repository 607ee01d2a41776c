package dev.pipy.ctl.testing;

import dev.pipy.control.v1.GetGraphRequest;
import dev.pipy.control.v1.GetGraphResponse;
import dev.pipy.control.v1.GraphPipeline;
import dev.pipy.control.v1.GraphServiceGrpc.GraphServiceImplBase;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// A graph of one listener, and a note of what was asked for.
public final class FakeGraphs extends GraphServiceImplBase {

  private final BlockingQueue<GetGraphRequest> requests = new LinkedBlockingQueue<>();

  public BlockingQueue<GetGraphRequest> requests() {
    return requests;
  }

  @Override
  public void getGraph(GetGraphRequest request, StreamObserver<GetGraphResponse> answer) {
    requests.add(request);
    answer.onNext(
        GetGraphResponse.newBuilder()
            .setProgram(request.getProgram())
            .setRevision(request.getFilesCount() > 0 ? 0 : 43)
            .setRunning(request.getFilesCount() == 0 && request.getRevision() == 0)
            .addPipelines(
                GraphPipeline.newBuilder()
                    .setId("listen:0.0.0.0:8000")
                    .setKind(GraphPipeline.Kind.KIND_LISTENER)
                    .setTitle("listener :8000"))
            .setText(
                switch (request.getFormat()) {
                  case GRAPH_FORMAT_TEXT -> "listener :8000  main.js:1:2\n";
                  case GRAPH_FORMAT_DOT -> "digraph \"proxy\" {\n}\n";
                  case GRAPH_FORMAT_MERMAID -> "flowchart LR\n";
                  case GRAPH_FORMAT_UNSPECIFIED, UNRECOGNIZED -> "";
                })
            .build());
    answer.onCompleted();
  }
}
