package dev.pipy.ctl.command;

import dev.pipy.control.v1.GetStatusRequest;
import dev.pipy.control.v1.GetStatusResponse;
import dev.pipy.control.v1.Listener;
import dev.pipy.control.v1.ServerServiceGrpc;
import dev.pipy.ctl.client.ControlClient;
import dev.pipy.ctl.output.Output;
import dev.pipy.ctl.output.Table.Column;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// The listening ports.
@Command(
    name = "listeners",
    description = "List the listening ports.",
    footer = {"  pipyctl listeners", "  pipyctl listeners -o json"})
final class ListenersCommand implements Callable<Integer> {

  private final Session session;

  ListenersCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Listeners.show(session);
    return 0;
  }

  /// Asks for the state of the server.
  private static final class Listeners {

    static void show(Session session) {
      Output output = session.output();
      try (ControlClient client = session.connect()) {
        GetStatusResponse status =
            client.call(
                ServerServiceGrpc::newBlockingStub,
                stub -> stub.getStatus(GetStatusRequest.getDefaultInstance()));
        GetStatusResponse listeners =
            GetStatusResponse.newBuilder().addAllListeners(status.getListenersList()).build();
        output.list(
            listeners,
            listeners.getListenersList(),
            Listener::getAddress,
            () -> print(output, listeners));
      }
    }

    private static void print(Output output, GetStatusResponse status) {
      output.table(ListenerTable.of(output, status.getListenersList(), Column.NUMBER));
      output.note("Who is connected: pipyctl connections --listener ADDR");
    }
  }
}
