package dev.pipy.program;

import dev.pipy.codebase.Codebase;
import dev.pipy.codebase.Diagnostic;
import dev.pipy.codebase.DiagnosticId;
import dev.pipy.downstream.Endpoint;
import dev.pipy.transport.Protocol;
import java.io.IOException;

/// What is said about a port that cannot be listened on.
final class PortProblem {

  private PortProblem() {}

  static Diagnostic of(
      ModulePlan.Listen listen, Endpoint endpoint, IOException failure, Codebase codebase) {
    return Diagnostic.error(
            DiagnosticId.CANNOT_LISTEN,
            "cannot listen on " + endpoint + ": " + reason(failure),
            listen.location(),
            codebase)
        .suggesting(
            "find who uses it with: ss "
                + (endpoint.protocol() == Protocol.UDP ? "-lunp" : "-ltnp")
                + " 'sport = :"
                + endpoint.address().getPort()
                + "'");
  }

  /// What the system says.
  static String reason(IOException failure) {
    var text = String.valueOf(failure.getMessage());
    int colon = text.lastIndexOf(": ");
    return colon >= 0 ? text.substring(colon + 2) : text;
  }
}
