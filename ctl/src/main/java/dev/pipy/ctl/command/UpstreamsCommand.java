package dev.pipy.ctl.command;

import dev.pipy.control.v1.ConnectionServiceGrpc;
import dev.pipy.control.v1.ListUpstreamsRequest;
import dev.pipy.control.v1.ListUpstreamsResponse;
import dev.pipy.control.v1.Upstream;
import dev.pipy.control.v1.UpstreamTarget;
import dev.pipy.ctl.client.ControlClient;
import dev.pipy.ctl.output.Output;
import dev.pipy.ctl.output.Quantities;
import dev.pipy.ctl.output.Table;
import dev.pipy.ctl.output.Table.Column;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// The sessions with upstreams.
@Command(
    name = "upstreams",
    description = {
      "List the sessions with upstreams that streams share (muxHTTP, mux, merge), and all peers",
      "that connect has led to, with what went wrong last."
    },
    footer = {"  pipyctl upstreams", "  pipyctl upstreams -o json"})
final class UpstreamsCommand implements Callable<Integer> {

  private final Session session;

  UpstreamsCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Upstreams.show(session);
    return 0;
  }

  /// Asks for them.
  private static final class Upstreams {

    static void show(Session session) {
      Output output = session.output();
      try (ControlClient client = session.connect()) {
        ListUpstreamsResponse all =
            client.call(
                ConnectionServiceGrpc::newBlockingStub,
                stub -> stub.listUpstreams(ListUpstreamsRequest.getDefaultInstance()));
        output.list(all, all.getUpstreamsList(), Upstream::getKey, () -> print(output, all));
        SilentWorkers.warn(output, all.getSilentWorkersList(), "their sessions are missing");
      }
    }

    private static void print(Output output, ListUpstreamsResponse all) {
      Table table =
          new Table(output.format())
              .column("UPSTREAM", Column.FLEXIBLE)
              .column("PROGRAM", Column.TEXT)
              .column("GEN", Column.NUMBER)
              .column("PIPELINE", Column.TEXT)
              .column("SESSIONS", Column.NUMBER)
              .column("IN-USE", Column.NUMBER)
              .column("IDLE", Column.NUMBER)
              .column("WAITING", Column.NUMBER)
              .column("FAILURES", Column.NUMBER);
      for (Upstream upstream : all.getUpstreamsList()) {
        table.row(
            upstream.getKey().isEmpty() ? "-" : Printable.of(upstream.getKey()),
            upstream.getProgram(),
            String.valueOf(upstream.getGeneration()),
            Printable.of(upstream.getPipeline()),
            String.valueOf(upstream.getSessions()),
            String.valueOf(upstream.getInUse()),
            String.valueOf(upstream.getIdle()),
            String.valueOf(upstream.getWaiting()),
            String.valueOf(upstream.getFailures()));
      }
      output.table(table);
      if (all.getTargetsCount() > 0) {
        output.line("");
        output.table(targets(output, all));
      }
    }

    private static Table targets(Output output, ListUpstreamsResponse all) {
      Table table =
          new Table(output.format())
              .column("TARGET", Column.FLEXIBLE)
              .column("CONNS", Column.NUMBER)
              .column("OPENED", Column.NUMBER)
              .column("FAILURES", Column.NUMBER)
              .column("LAST ERROR", Column.FLEXIBLE);
      for (UpstreamTarget target : all.getTargetsList()) {
        table.row(
            Printable.of(target.getTarget()),
            String.valueOf(target.getConnections()),
            String.valueOf(target.getOpenedTotal()),
            String.valueOf(target.getFailuresTotal()),
            target.hasLastErrorTime() ? lastError(target) : "-");
      }
      return table;
    }

    private static String lastError(UpstreamTarget target) {
      Duration age = Duration.between(ProtoTimes.of(target.getLastErrorTime()), Instant.now());
      return "%s, %s ago (%s)"
          .formatted(
              target.getLastError(), Quantities.age(age), Printable.of(target.getLastErrorText()));
    }
  }
}
