package dev.pipy.ctl.command;

import dev.pipy.control.v1.GetServerInfoRequest;
import dev.pipy.control.v1.GetServerInfoResponse;
import dev.pipy.control.v1.ServerServiceGrpc;
import dev.pipy.ctl.client.ControlClient;
import dev.pipy.ctl.output.Output;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// The versions of this tool and of the server.
@Command(
    name = "version",
    description = "Show the versions of pipyctl and of the server.",
    footer = {"  pipyctl version", "  pipyctl version --client"})
final class VersionCommand implements Callable<Integer> {

  @Option(names = "--client", description = "Of pipyctl only; no server is asked.")
  boolean client;

  private final Session session;

  VersionCommand(Session session) {
    this.session = session;
  }

  /// The command as `version --client`.
  static VersionCommand ofClient(Session session) {
    VersionCommand command = new VersionCommand(session);
    command.client = true;
    return command;
  }

  @Override
  public Integer call() {
    String own = own();
    if (client) {
      session.host().out().println(own(own));
    } else {
      Server.show(session, own);
    }
    return 0;
  }

  /// The version of this tool.
  static String own() {
    @Nullable String known = VersionCommand.class.getPackage().getImplementationVersion();
    return known == null ? "development" : known;
  }

  private String own(String version) {
    return switch (session.format()) {
      case TABLE, WIDE -> "pipyctl " + version + "   Java " + Runtime.version();
      case JSON, JSONL -> "{\"client\": \"" + version + "\"}";
      case YAML -> "client: \"" + version + "\"";
      case NAME, DOT, MERMAID, SARIF, GITHUB, HAR -> version;
    };
  }

  /// Asks the server.
  private static final class Server {

    static void show(Session session, String own) {
      Output output = session.output();
      if (output.format().isText()) {
        output.line("pipyctl " + own + "   Java " + Runtime.version());
      }
      try (ControlClient client = session.connect()) {
        GetServerInfoResponse info =
            client.call(
                ServerServiceGrpc::newBlockingStub,
                stub -> stub.getServerInfo(GetServerInfoRequest.getDefaultInstance()));
        output.one(info, info.getVersion(), () -> print(output, session, info));
      }
    }

    private static void print(Output output, Session session, GetServerInfoResponse info) {
      output.line(
          "pipy    %s   Java %s, scripts %s (%s), %s, workers %d, pid %d   at %s"
              .formatted(
                  info.getVersion(),
                  info.getJavaVersion(),
                  info.getScriptEngineVersion(),
                  info.getScriptMode(),
                  info.getTransport(),
                  info.getWorkers(),
                  info.getProcessId(),
                  session.target()));
    }
  }
}
