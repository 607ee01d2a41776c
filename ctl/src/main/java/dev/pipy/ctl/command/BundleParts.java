package dev.pipy.ctl.command;

import com.google.protobuf.Message;
import dev.pipy.control.v1.ConfigurationOption;
import dev.pipy.control.v1.ConnectionServiceGrpc;
import dev.pipy.control.v1.DebugServiceGrpc;
import dev.pipy.control.v1.DeploymentServiceGrpc;
import dev.pipy.control.v1.EventServiceGrpc;
import dev.pipy.control.v1.GetConfigurationRequest;
import dev.pipy.control.v1.GetConfigurationResponse;
import dev.pipy.control.v1.GetGraphRequest;
import dev.pipy.control.v1.GetMetricsRequest;
import dev.pipy.control.v1.GetServerInfoRequest;
import dev.pipy.control.v1.GetStatusRequest;
import dev.pipy.control.v1.GetStatusResponse;
import dev.pipy.control.v1.GetThreadDumpRequest;
import dev.pipy.control.v1.GraphFormat;
import dev.pipy.control.v1.GraphServiceGrpc;
import dev.pipy.control.v1.ListConnectionsRequest;
import dev.pipy.control.v1.ListGenerationsRequest;
import dev.pipy.control.v1.ListLogLevelsRequest;
import dev.pipy.control.v1.ListRevisionsRequest;
import dev.pipy.control.v1.ListUpstreamsRequest;
import dev.pipy.control.v1.LogLine;
import dev.pipy.control.v1.LogServiceGrpc;
import dev.pipy.control.v1.MetricsServiceGrpc;
import dev.pipy.control.v1.Program;
import dev.pipy.control.v1.ServerServiceGrpc;
import dev.pipy.control.v1.TailLogsRequest;
import dev.pipy.control.v1.TailLogsResponse;
import dev.pipy.control.v1.WatchEventsRequest;
import dev.pipy.control.v1.WatchEventsResponse;
import dev.pipy.ctl.bundle.Bundle;
import dev.pipy.ctl.client.ControlClient;
import dev.pipy.ctl.outcome.CommandFailure;
import dev.pipy.ctl.outcome.ExitCode;
import dev.pipy.ctl.output.ProtoText;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/// What a server is asked for, one file after the other. What it does not know, or cannot say, is
/// missing; only a server that is not there, or lets nobody in, ends it all.
final class BundleParts {

  private static final int MOST_PROGRAMS = 100;
  private static final int PAGE = 1000;
  private static final int EVENTS = 1000;
  private static final int REVISIONS = 50;

  private final ControlClient client;
  private final Bundle bundle;
  private final int logLines;
  private final Consumer<String> progress;

  /// @param logLines how many of the log
  BundleParts(ControlClient client, Bundle bundle, int logLines, Consumer<String> progress) {
    this.client = client;
    this.bundle = bundle;
    this.logLines = logLines;
    this.progress = progress;
  }

  void gather() {
    // first, and without mercy: who cannot be asked this is asked nothing
    GetStatusResponse status =
        client.call(
            ServerServiceGrpc::newBlockingStub,
            stub -> stub.getStatus(GetStatusRequest.getDefaultInstance()));
    bundle.add("status.json", "programs and listeners", ProtoText.json(status));
    server();
    inside();
    status.getProgramsList().stream()
        .limit(MOST_PROGRAMS)
        .map(Program::getName)
        .forEach(this::program);
    past();
    process();
  }

  private void server() {
    json(
        "version.json",
        "versions, limits, transport",
        () ->
            client.call(
                ServerServiceGrpc::newBlockingStub,
                stub -> stub.getServerInfo(GetServerInfoRequest.getDefaultInstance())));
    part("configuration.txt", "options and who set them, Java's arguments", this::configuration);
  }

  private void inside() {
    json(
        "connections.json",
        "clients, the first " + PAGE,
        () ->
            client.call(
                ConnectionServiceGrpc::newBlockingStub,
                stub ->
                    stub.listConnections(
                        ListConnectionsRequest.newBuilder().setPageSize(PAGE).build())));
    json(
        "upstreams.json",
        "sessions with upstreams, peers of connect",
        () ->
            client.call(
                ConnectionServiceGrpc::newBlockingStub,
                stub -> stub.listUpstreams(ListUpstreamsRequest.getDefaultInstance())));
    json(
        "generations.json",
        "versions that serve or drain",
        () ->
            client.call(
                ConnectionServiceGrpc::newBlockingStub,
                stub -> stub.listGenerations(ListGenerationsRequest.getDefaultInstance())));
    part(
        "metrics.txt",
        "all metrics, as Prometheus reads them",
        () ->
            joined(
                client.call(
                    MetricsServiceGrpc::newBlockingStub,
                    stub ->
                        texts(
                            stub.getMetrics(GetMetricsRequest.getDefaultInstance()),
                            piece -> piece.getText()))));
  }

  private void program(String name) {
    part(
        "graphs/" + name + ".txt",
        "what the scripts of " + name + " have built",
        () ->
            client
                .call(
                    GraphServiceGrpc::newBlockingStub,
                    stub ->
                        stub.getGraph(
                            GetGraphRequest.newBuilder()
                                .setProgram(name)
                                .setFormat(GraphFormat.GRAPH_FORMAT_TEXT)
                                .build()))
                .getText());
    json(
        "revisions/" + name + ".json",
        "history of " + name + ", the last " + REVISIONS,
        () ->
            client.call(
                DeploymentServiceGrpc::newBlockingStub,
                stub ->
                    stub.listRevisions(
                        ListRevisionsRequest.newBuilder()
                            .setProgram(name)
                            .setPageSize(REVISIONS)
                            .build())));
  }

  private void past() {
    part(
        "log.txt",
        "the last " + logLines + " lines of the log",
        () ->
            joined(
                client.call(
                    LogServiceGrpc::newBlockingStub,
                    stub ->
                        texts(
                            stub.tailLogs(TailLogsRequest.newBuilder().setTail(logLines).build()),
                            BundleParts::line))));
    part(
        "events.jsonl",
        "what happened lately",
        () ->
            joined(
                client.call(
                    EventServiceGrpc::newBlockingStub,
                    stub ->
                        texts(
                            stub.watchEvents(
                                WatchEventsRequest.newBuilder().setTail(EVENTS).build()),
                            BundleParts::event))));
    json(
        "log-levels.json",
        "levels of loggers",
        () ->
            client.call(
                LogServiceGrpc::newBlockingStub,
                stub -> stub.listLogLevels(ListLogLevelsRequest.getDefaultInstance())));
  }

  private void process() {
    part(
        "threads.txt",
        "what all threads do",
        () ->
            client
                .call(
                    DebugServiceGrpc::newBlockingStub,
                    stub -> stub.getThreadDump(GetThreadDumpRequest.getDefaultInstance()))
                .getText());
  }

  private static <T> List<String> texts(Iterator<T> answers, Function<T, String> text) {
    List<String> texts = new ArrayList<>();
    answers.forEachRemaining(answer -> texts.add(text.apply(answer)));
    return texts;
  }

  private static String joined(List<String> texts) {
    return String.join("", texts);
  }

  private static String line(TailLogsResponse response) {
    LogLine line = response.getLine();
    return "%s %s %s %s %s\n"
        .formatted(
            ProtoTimes.of(line.getTime()),
            line.getLevel().name().replace("LOG_LEVEL_", ""),
            line.getLogger(),
            line.getProgram(),
            line.getText());
  }

  private static String event(WatchEventsResponse response) {
    return ProtoText.jsonLine(response.getEvent()) + "\n";
  }

  private String configuration() {
    GetConfigurationResponse all =
        client.call(
            DebugServiceGrpc::newBlockingStub,
            stub -> stub.getConfiguration(GetConfigurationRequest.getDefaultInstance()));
    StringBuilder text = new StringBuilder();
    for (ConfigurationOption option : all.getOptionsList()) {
      text.append(
          "%-20s %-30s %s\n".formatted(option.getName(), option.getValue(), option.getSetBy()));
    }
    text.append("\nJava was started with:\n");
    all.getJavaArgumentsList().forEach(argument -> text.append(argument).append('\n'));
    return text.toString();
  }

  private void json(String name, String about, Supplier<? extends Message> answer) {
    part(name, about, () -> ProtoText.json(answer.get()) + "\n");
  }

  private void part(String name, String about, Supplier<String> text) {
    try {
      bundle.add(name, about, text.get());
    } catch (CommandFailure failed) {
      if (failed.failure().exit() == ExitCode.INTERRUPTED) {
        throw failed;
      }
      progress.accept(name + " is missing: " + failed.failure().message());
      bundle.lacks(name, failed.failure().message());
    }
  }
}
