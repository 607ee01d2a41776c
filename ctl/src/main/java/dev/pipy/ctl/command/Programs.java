package dev.pipy.ctl.command;

import dev.pipy.control.v1.DeploymentServiceGrpc;
import dev.pipy.control.v1.ListProgramsRequest;
import dev.pipy.control.v1.Program;
import dev.pipy.ctl.client.ControlClient;
import dev.pipy.ctl.outcome.CommandFailure;
import dev.pipy.ctl.outcome.ExitCode;
import dev.pipy.ctl.outcome.Failure;
import java.util.List;
import java.util.Optional;

/// What runs, asked for before a question is put, or so that a failure can say what still runs.
record Programs(ControlClient client) {

  private static final String ACTIVE_REVISION = "active_revision";

  /// The program of a name.
  static Program named(ControlClient client, String name) {
    List<Program> all = new Programs(client).all();
    return all.stream()
        .filter(program -> program.getName().equals(name))
        .findFirst()
        .orElseThrow(() -> unknown(name, all));
  }

  /// The program of the surroundings, else the only one there is, for who names none.
  static String only(Session session, ControlClient client) {
    String usual = session.destination().program();
    if (!usual.isEmpty()) {
      return usual;
    }
    List<Program> all = new Programs(client).all();
    if (all.size() == 1) {
      return all.getFirst().getName();
    }
    if (all.isEmpty()) {
      throw new CommandFailure(
          Failure.local(
              ExitCode.NOT_FOUND,
              "nothing is deployed yet",
              "Deploy something: pipyctl deploy DIR"));
    }
    String names = String.join(", ", all.stream().map(Program::getName).toList());
    throw CommandFailure.usage("which program? (there are: " + names + ")");
  }

  /// The failure that says which programs there are instead.
  static CommandFailure unknown(String name, List<Program> all) {
    String known = String.join(", ", all.stream().map(Program::getName).toList());
    return new CommandFailure(
        Failure.local(
            ExitCode.NOT_FOUND,
            "program " + name + ": not found",
            known.isEmpty()
                ? "Nothing is deployed yet: pipyctl deploy DIR"
                : "There are: " + known));
  }

  /// `r42 keeps serving.` Empty when nothing can be said for sure.
  Optional<String> serving(String name, Failure failure) {
    String told = failure.metadata().getOrDefault(ACTIVE_REVISION, "");
    if (told.matches("[1-9]\\d*")) {
      return Optional.of("r" + told + " keeps serving.");
    }
    try {
      return Optional.of(
          all().stream()
              .filter(program -> program.getName().equals(name) && program.getActiveRevision() != 0)
              .map(program -> "r" + program.getActiveRevision() + " keeps serving.")
              .findFirst()
              .orElse("Nothing was changed; no revision of " + name + " is active."));
    } catch (CommandFailure expected) {
      // the first failure is the one to tell
      return Optional.empty();
    }
  }

  private List<Program> all() {
    return client
        .call(
            DeploymentServiceGrpc::newBlockingStub,
            stub -> stub.listPrograms(ListProgramsRequest.getDefaultInstance()))
        .getProgramsList();
  }
}
