package dev.pipy.ctl.command;

import dev.pipy.control.v1.GetServerInfoRequest;
import dev.pipy.control.v1.GetServerInfoResponse;
import dev.pipy.control.v1.GetStatusRequest;
import dev.pipy.control.v1.GetStatusResponse;
import dev.pipy.control.v1.Program;
import dev.pipy.control.v1.ServerServiceGrpc;
import dev.pipy.ctl.client.ControlClient;
import dev.pipy.ctl.client.StateFolder;
import dev.pipy.ctl.client.Target;
import dev.pipy.ctl.command.Check.State;
import dev.pipy.ctl.outcome.CommandFailure;
import dev.pipy.ctl.outcome.Failure;
import dev.pipy.ctl.output.Quantities;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What can be wrong with a server, or on the way to it. A check that needs what another one did
/// not get is left out.
final class TargetChecks {

  private static final Duration LARGEST_CLOCK_DIFFERENCE = Duration.ofSeconds(2);
  private static final int MILLIS_TO_CONNECT = 5000;

  /// Listeners and connections of a busy proxy want more; a shell's usual limit is 1024.
  private static final long FEW_FILES = 4096;

  private static final double MUCH_USED = 0.8;
  private static final long LITTLE_SPACE = 256L << 20;
  private static final Pattern OPEN_FILES =
      Pattern.compile("(?m)^Max open files\\s+(\\d+|unlimited)");

  private final Session session;
  private final String where;
  private final List<Check> checks = new ArrayList<>();

  /// @param name of the target, as the user wrote it
  TargetChecks(Session session, String name) {
    this.session = session;
    this.where = "target " + name;
  }

  List<Check> run() {
    Target target = session.target();
    if (target.port() != 0 && !connects(target)) {
      return checks;
    }
    try (ControlClient client = session.connect()) {
      long start = System.nanoTime();
      GetServerInfoResponse server =
          client.call(
              ServerServiceGrpc::newBlockingStub,
              stub -> stub.getServerInfo(GetServerInfoRequest.getDefaultInstance()));
      Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
      ok(
          "PIPY9012",
          "answers in %s, who we are is known (token from %s)"
              .formatted(Quantities.elapsed(elapsed), session.connection().credentials().origin()));
      version(server);
      status(client, server);
      if (target.isLocal()) {
        process(server.getProcessId());
        space();
      }
    } catch (CommandFailure failed) {
      Failure failure = failed.failure();
      problem("PIPY9012", failure.message(), String.join("  ", failure.hints()));
    }
    return checks;
  }

  private boolean connects(Target target) {
    long start = System.nanoTime();
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(target.host(), target.port()), MILLIS_TO_CONNECT);
      Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
      ok("PIPY9011", "TCP connection in " + Quantities.elapsed(elapsed));
      return true;
    } catch (IOException | java.nio.channels.UnresolvedAddressException e) {
      problem(
          "PIPY9011",
          "no TCP connection to " + target + ": " + e.getMessage(),
          "Is pipy running there, with --admin-port? Does a firewall stand between?");
      return false;
    }
  }

  private void version(GetServerInfoResponse server) {
    String own = VersionCommand.own();
    String text =
        "pipy %s, Java %s, scripts %s"
            .formatted(server.getVersion(), server.getJavaVersion(), server.getScriptMode());
    if (own.equals("development") || own.equals(server.getVersion())) {
      ok("PIPY9013", text);
    } else {
      warning(
          "PIPY9013",
          text + "; pipyctl is " + own,
          "Use the same version of both: calls that one of them lacks fail.");
    }
    if (server.getScriptMode().equals("interpreted")) {
      warning(
          "PIPY9014",
          "scripts are interpreted, which is slow",
          "Run pipy on the JDK that its compiler is for; pipy --version says which.");
    }
  }

  private void status(ControlClient client, GetServerInfoResponse server) {
    Instant before = Instant.now();
    GetStatusResponse status =
        client.call(
            ServerServiceGrpc::newBlockingStub,
            stub -> stub.getStatus(GetStatusRequest.getDefaultInstance()));
    Instant after = Instant.now();
    if (server.hasStartTime() && status.hasUptime()) {
      clock(
          ProtoTimes.of(server.getStartTime()).plus(ProtoTimes.of(status.getUptime())),
          before,
          after);
    }
    List<Program> failing =
        status.getProgramsList().stream().filter(one -> !one.getProblem().isEmpty()).toList();
    for (Program program : failing) {
      problem(
          "PIPY9017",
          "program " + program.getName() + " does not run: " + program.getProblem(),
          "See: pipyctl history "
              + program.getName()
              + "      pipyctl logs -c "
              + program.getName());
    }
    if (status.getDraining()) {
      warning("PIPY9018", "the server is draining: it ends, and takes no deployments", "");
    }
    if (failing.isEmpty()) {
      ok("PIPY9017", Quantities.count(status.getProgramsCount(), "program") + ", all well");
    }
  }

  /// The server's clock was read between two looks at ours.
  private void clock(Instant theirs, Instant before, Instant after) {
    Duration ahead = Duration.between(after, theirs);
    Duration behind = Duration.between(theirs, before);
    Duration difference = ahead.compareTo(behind) > 0 ? ahead : behind;
    if (difference.compareTo(LARGEST_CLOCK_DIFFERENCE) <= 0) {
      ok("PIPY9004", "the clocks agree");
      return;
    }
    warning(
        "PIPY9004",
        "its clock is %s %s"
            .formatted(
                Quantities.elapsed(difference),
                ahead.isNegative() ? "behind ours" : "ahead of ours"),
        "Let both machines follow a time server: certificates, tokens and logs go by the clock.");
  }

  /// Of a process on this machine that belongs to the same user.
  private void process(long id) {
    Path folder = Path.of("/proc", String.valueOf(id));
    try (Stream<Path> open = Files.list(folder.resolve("fd"))) {
      Matcher limit = OPEN_FILES.matcher(Files.readString(folder.resolve("limits")));
      if (!limit.find()) {
        return;
      }
      long used = open.count();
      OptionalLong most =
          limit.group(1).equals("unlimited")
              ? OptionalLong.empty()
              : OptionalLong.of(Long.parseLong(limit.group(1)));
      String text = "open-file limit " + limit.group(1) + ", " + used + " in use";
      if (most.isPresent() && used > MUCH_USED * most.getAsLong()) {
        problem("PIPY9010", text, "Raise it before it is reached: LimitNOFILE, or ulimit -n");
      } else if (most.isPresent() && most.getAsLong() < FEW_FILES) {
        warning("PIPY9010", text, "Raise it for many connections: LimitNOFILE, or ulimit -n");
      } else {
        ok("PIPY9010", text);
      }
    } catch (IOException | UncheckedIOException expected) {
      // another user's, or another system
    }
  }

  private void space() {
    Path folder = StateFolder.of(session.host());
    try {
      long free = Files.getFileStore(folder).getUsableSpace();
      String text = Quantities.bytes(free) + " free for the state in " + folder;
      if (free < LITTLE_SPACE) {
        problem("PIPY9016", text, "Make room: deployments fail when they cannot be stored.");
      } else {
        ok("PIPY9016", text);
      }
    } catch (IOException expected) {
      // its state is elsewhere
    }
  }

  private void ok(String id, String message) {
    checks.add(new Check(where, id, State.OK, message, ""));
  }

  private void warning(String id, String message, String remedy) {
    checks.add(new Check(where, id, State.WARNING, message, remedy));
  }

  private void problem(String id, String message, String remedy) {
    checks.add(new Check(where, id, State.PROBLEM, message, remedy));
  }
}
