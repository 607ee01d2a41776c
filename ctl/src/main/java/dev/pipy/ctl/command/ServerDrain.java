package dev.pipy.ctl.command;

import dev.pipy.control.v1.DrainRequest;
import dev.pipy.control.v1.DrainResponse;
import dev.pipy.control.v1.DrainState;
import dev.pipy.control.v1.GetStatusRequest;
import dev.pipy.control.v1.GetStatusResponse;
import dev.pipy.control.v1.ServerServiceGrpc;
import dev.pipy.control.v1.UndrainRequest;
import dev.pipy.control.v1.UndrainResponse;
import dev.pipy.ctl.client.ControlClient;
import dev.pipy.ctl.host.Interrupts;
import dev.pipy.ctl.outcome.CommandFailure;
import dev.pipy.ctl.outcome.ExitCode;
import dev.pipy.ctl.outcome.Failure;
import dev.pipy.ctl.output.Output;
import dev.pipy.ctl.output.Quantities;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Takes a server out of service, waits until its clients have gone, puts it back.
final class ServerDrain {

  private static final long MILLIS_BETWEEN_LOOKS = 200;

  private final Session session;
  private final Output output;
  private final CountDownLatch interrupted = new CountDownLatch(1);

  ServerDrain(Session session) {
    this.session = session;
    this.output = session.output();
  }

  int begin(DrainCommand command) {
    DrainRequest.Builder request = DrainRequest.newBuilder().setReason(command.reason);
    if (command.delay != null) {
      request.setDelay(ProtoTimes.of(command.delay));
    }
    if (command.drainTimeout != null) {
      request.setTimeout(ProtoTimes.of(command.drainTimeout));
    }
    try (ControlClient client = session.connect();
        Interrupts.Registration _ =
            session.host().interrupts().onInterrupt(interrupted::countDown)) {
      DrainResponse response =
          client.call(ServerServiceGrpc::newBlockingStub, stub -> stub.drain(request.build()));
      if (!command.wait) {
        output.one(response, session.target().toString(), () -> print(response));
        return 0;
      }
      return await(client, response);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.INTERRUPTED.number();
    }
  }

  private void print(DrainResponse response) {
    DrainState state = response.getDrain();
    output.line(
        output.style().green("✓ ")
            + "%s is out of service%s; %s left, what is still there is cut in %s."
                .formatted(
                    session.target(),
                    response.getWasDraining() ? " (was already; begins anew)" : "",
                    Quantities.count(state.getConnections(), "connection"),
                    left(state)));
    output.note("  Who is left: pipyctl connections      Back into service: pipyctl undrain");
  }

  /// What `pipyctl status` says of it.
  static String text(DrainState state) {
    String connections = Quantities.count(state.getConnections(), "connection");
    return switch (state.getPhase()) {
      case PHASE_WAITING ->
          "out of service, clients may stay yet: " + connections + ", cut in " + left(state);
      case PHASE_DRAINING -> "out of service, " + connections + " left, cut in " + left(state);
      case PHASE_DRAINED ->
          "out of service, drained (%d cut), %s now"
              .formatted(state.getCutConnections(), connections);
      case PHASE_UNSPECIFIED, UNRECOGNIZED -> "out of service";
    };
  }

  private static String left(DrainState state) {
    return Quantities.age(Duration.between(Instant.now(), ProtoTimes.of(state.getDeadline())));
  }

  private int await(ControlClient client, DrainResponse begun) throws InterruptedException {
    Instant end = ProtoTimes.of(begun.getDrain().getDeadline()).plus(session.options().timeout);
    long before = -1;
    while (true) {
      GetStatusResponse status =
          client.call(
              ServerServiceGrpc::newBlockingStub,
              stub -> stub.getStatus(GetStatusRequest.getDefaultInstance()));
      if (!status.hasDrain()) {
        throw failure(ExitCode.REFUSED, "somebody has put the server back into service");
      }
      DrainState state = status.getDrain();
      if (state.getPhase() == DrainState.Phase.PHASE_DRAINED) {
        output.one(state, session.target().toString(), () -> printDrained(state));
        return 0;
      }
      if (state.getConnections() != before) {
        before = state.getConnections();
        output.note("Draining: " + Quantities.count(before, "connection") + " left");
      }
      if (Instant.now().isAfter(end)) {
        throw failure(
            ExitCode.TIMED_OUT,
            Quantities.count(before, "connection") + " left when the time was over");
      }
      if (interrupted.await(MILLIS_BETWEEN_LOOKS, TimeUnit.MILLISECONDS)) {
        output.note("The drain goes on.  See: pipyctl status");
        return ExitCode.INTERRUPTED.number();
      }
    }
  }

  private static CommandFailure failure(ExitCode exit, String message) {
    return new CommandFailure(
        Failure.local(exit, message, "See: pipyctl status", "Who was it: pipyctl events"));
  }

  private void printDrained(DrainState state) {
    output.line(
        output.style().green("✓ ")
            + "%s has drained; %s cut."
                .formatted(
                    session.target(), Quantities.count(state.getCutConnections(), "connection")));
    output.note("  Back into service: pipyctl undrain");
  }

  int end() {
    try (ControlClient client = session.connect()) {
      UndrainResponse response =
          client.call(
              ServerServiceGrpc::newBlockingStub,
              stub -> stub.undrain(UndrainRequest.getDefaultInstance()));
      output.one(response, session.target().toString(), () -> printEnd(response));
    }
    return 0;
  }

  private void printEnd(UndrainResponse response) {
    if (!response.getWasDraining()) {
      output.line(
          output.style().green("✓ ")
              + session.target()
              + " was in service already; nothing was changed.");
      return;
    }
    output.line(
        output.style().green("✓ ")
            + "%s is in service again, after %s."
                .formatted(
                    session.target(), Quantities.age(ProtoTimes.of(response.getDuration()))));
    output.note("  See: pipyctl status      Who comes: pipyctl top");
  }
}
