package dev.pipy.ctl.command;

import dev.pipy.control.v1.GetStatusRequest;
import dev.pipy.control.v1.ServerServiceGrpc;
import dev.pipy.ctl.client.ControlClient;
import dev.pipy.ctl.host.Interrupts;
import dev.pipy.ctl.launcher.PipyProgram;
import dev.pipy.ctl.launcher.PrivateServer;
import dev.pipy.ctl.outcome.CommandFailure;
import dev.pipy.ctl.outcome.ExitCode;
import java.util.HashMap;
import java.util.Map;

/// The server to work with: the one that was asked for, or, where nobody said which and none runs
/// at the usual place, one of our own.
final class DevServer {

  /// What is done with it.
  interface Work {
    int on(Session session, boolean isPrivate);
  }

  private DevServer() {}

  static int with(Session session, Work work) {
    if (!session.destination().isDefault() || answers(session)) {
      return work.on(session, false);
    }
    PipyProgram pipy = PipyProgram.find(session.host()).orElseThrow(PipyProgram::missing);
    session.output().note("No server at " + session.target() + "; starting a private one.");
    try (PrivateServer server = PrivateServer.start(pipy);
        // a process that is told to end does not get to the end of this block
        Interrupts.Registration _ = session.host().interrupts().onInterrupt(server::close)) {
      return work.on(inside(session, server), true);
    }
  }

  private static boolean answers(Session session) {
    try (ControlClient client = session.connect()) {
      client.call(
          ServerServiceGrpc::newBlockingStub,
          stub -> stub.getStatus(GetStatusRequest.getDefaultInstance()));
      return true;
    } catch (CommandFailure failed) {
      if (failed.failure().exit() == ExitCode.UNREACHABLE) {
        return false;
      }
      throw failed;
    }
  }

  /// The same session, with that server alone.
  private static Session inside(Session session, PrivateServer server) {
    Map<String, String> variables = new HashMap<>();
    variables.put("PIPY_STATE_DIR", server.stateFolder().toString());
    variables.put("PIPYCTL_TARGET", server.address());
    for (String other : new String[] {"CONTEXT", "TOKEN", "TOKEN_FILE"}) {
      variables.put("PIPYCTL_" + other, "");
    }
    GlobalOptions options = session.options();
    options.target = new String[] {server.address()};
    options.context = null;
    options.tokenFile = null;
    return new Session(session.host().withVariables(variables), options);
  }
}
