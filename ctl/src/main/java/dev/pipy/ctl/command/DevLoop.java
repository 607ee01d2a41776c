package dev.pipy.ctl.command;

import dev.pipy.control.v1.DeployRequest;
import dev.pipy.control.v1.DeployResponse;
import dev.pipy.control.v1.DeploymentServiceGrpc;
import dev.pipy.control.v1.ListenerChange;
import dev.pipy.ctl.client.ControlClient;
import dev.pipy.ctl.client.Findings;
import dev.pipy.ctl.codebase.CodebaseFolder;
import dev.pipy.ctl.codebase.FolderWatch;
import dev.pipy.ctl.codebase.FolderWatch.Change;
import dev.pipy.ctl.codebase.ProgramName;
import dev.pipy.ctl.codebase.Provenance;
import dev.pipy.ctl.host.Cancellation;
import dev.pipy.ctl.host.Host;
import dev.pipy.ctl.host.Interrupts;
import dev.pipy.ctl.outcome.CommandFailure;
import dev.pipy.ctl.outcome.ExitCode;
import dev.pipy.ctl.outcome.Failure;
import dev.pipy.ctl.outcome.FailureReport;
import dev.pipy.ctl.outcome.Finding;
import dev.pipy.ctl.output.Facts;
import dev.pipy.ctl.output.Output;
import dev.pipy.ctl.output.Quantities;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/// Deploys, waits for a save or a key, and so on until somebody quits. One thread does it; the
/// folder, the keyboard and Ctrl-C tell it what happened.
final class DevLoop {

  private static final int SECONDS_TO_END = 10;

  private sealed interface Happening {}

  private record Saved(Change change) implements Happening {}

  private record Key(int letter) implements Happening {}

  private record Quit() implements Happening {}

  private final DevCommand command;
  private final Session session;
  private final boolean isPrivate;
  private final Output output;
  private final String program;
  private final @Nullable Probe probe;
  private final BlockingQueue<Happening> happenings = new LinkedBlockingQueue<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private @Nullable Cancellation logs;
  private boolean runs;

  /// @param isPrivate whether the server ends with this
  DevLoop(DevCommand command, Session session, boolean isPrivate) {
    this.command = command;
    this.session = session;
    this.isPrivate = isPrivate;
    this.output = session.output();
    this.program =
        command.program == null
            ? ProgramName.of(command.folder)
            : ProgramName.checked(command.program);
    this.probe = command.probe == null ? null : new Probe(command.probe);
  }

  int run() {
    CodebaseFolder.scan(command.folder); // what is no folder is told before anything happens
    try (FolderWatch watch = new FolderWatch(command.folder);
        ControlClient client = session.connect();
        Interrupts.Registration _ = session.host().interrupts().onInterrupt(this::interrupted)) {
      Thread.ofPlatform().daemon().name("watch").start(() -> watch(watch));
      @Nullable DevKeys keys = hasKeys() ? DevKeys.open(this::pressed) : null;
      try {
        deploy(client, "deployed " + command.folder);
        introduce(keys != null);
        if (command.openLogs) {
          toggleLogs();
        }
        serve(client);
      } finally {
        if (keys != null) {
          keys.close();
        }
        stopLogs();
      }
      leave();
      return ExitCode.DONE.number();
    } catch (IOException e) {
      throw CommandFailure.usage(command.folder + ": cannot be watched: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.INTERRUPTED.number();
    } finally {
      ended.countDown();
    }
  }

  /// In the shell the keyboard belongs to the shell.
  private boolean hasKeys() {
    Host host = session.host();
    return session.canAsk()
        && host.screen().terminal()
        && host.variable(ShellCommand.INSIDE).isEmpty();
  }

  private void watch(FolderWatch watch) {
    try {
      while (true) {
        happenings.add(new Saved(watch.await()));
      }
    } catch (InterruptedException | java.nio.file.ClosedWatchServiceException expected) {
      // the end
    }
  }

  private void pressed(int key) {
    happenings.add(key == DevKeys.INTERRUPT ? new Quit() : new Key(key));
  }

  /// A process that is to end waits for this, and this for the loop, so that nothing is left.
  private void interrupted() {
    happenings.add(new Quit());
    try {
      var _ = ended.await(SECONDS_TO_END, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve(ControlClient client) throws InterruptedException {
    while (true) {
      switch (happenings.take()) {
        case Saved(Change change) -> saved(client, change);
        case Key(int key) -> {
          switch (key) {
            case 'r' -> deploy(client, "reloaded " + command.folder);
            case 'l' -> toggleLogs();
            case 'g' -> graph();
            case 'q', 4 -> {
              return;
            }
            default -> help();
          }
        }
        case Quit _ -> {
          return;
        }
      }
    }
  }

  private void saved(ControlClient client, Change change) {
    CommandFailure failure = change.failure();
    if (failure == null) {
      deploy(client, change.summary());
    } else {
      kept("cannot read " + command.folder, failure.failure());
    }
  }

  private void deploy(ControlClient client, String what) {
    long start = System.nanoTime();
    DeployResponse response;
    try (Progress progress = new Progress(output)) {
      Upload upload = new Upload(client, CodebaseFolder.scan(command.folder), progress);
      DeployRequest.Builder request = request(what);
      upload.addTo(request::addFiles, request::addManifest);
      response =
          upload.call(() ->
              client.call(
                  DeploymentServiceGrpc::newBlockingStub, stub -> stub.deploy(request.build())));
    } catch (CommandFailure failed) {
      kept(what, failed.failure());
      return;
    }
    runs = true;
    Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
    String probed = probe == null ? "" : probe.run();
    String revision = Revisions.name(response.getRevision().getNumber());
    List<Finding> warnings = Findings.of(response.getDiagnosticsList());
    Facts facts =
        facts(what, response.getNoChange() ? "unchanged" : "active")
            .with("revision", response.getRevision().getNumber())
            .with("millis", elapsed.toMillis())
            .with("probe", probed);
    String outcome =
        response.getNoChange()
            ? "no change, " + revision + " is active"
            : output.style().green("active") + " in " + Quantities.elapsed(elapsed);
    tell(facts, what + " → " + outcome + (probed.isEmpty() ? "" : "   " + probed), warnings);
    if (output.format().isText()) {
      List<ListenerChange> changes =
          response.getListenersList().stream()
              .filter(listener -> listener.getKind() != ListenerChange.Kind.KIND_KEPT)
              .toList();
      Swap.listenerLines(changes).forEach(output::line);
    }
  }

  private DeployRequest.Builder request(String what) {
    return DeployRequest.newBuilder()
        .setProgram(program)
        .setMain(command.main)
        .setMessage("dev: " + what)
        .setAuthor(Provenance.author(command.folder))
        .setRequestId(UUID.randomUUID().toString());
  }

  /// The first finding stands in the line, all of them below it with their code.
  private void kept(String what, Failure failure) {
    List<Finding> findings = failure.findings();
    Finding first = findings.stream().filter(Finding::error).findFirst().orElse(null);
    String why =
        first == null ? failure.message() : (first.place() + " " + first.message()).strip();
    String outcome = runs ? "kept previous: " : "nothing runs yet: ";
    tell(
        facts(what, runs ? "kept" : "nothing").with("reason", why),
        what + " → " + output.style().red(outcome) + why,
        findings);
    if (output.format().isText() && findings.isEmpty()) {
      failure.hints().forEach(hint -> session.host().err().println("  " + hint));
    }
  }

  private Facts facts(String what, String outcome) {
    return new Facts()
        .with(
            "time", LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.MILLIS).toString())
        .with("program", program)
        .with("event", what)
        .with("outcome", outcome);
  }

  private void tell(Facts facts, String line, List<Finding> findings) {
    switch (output.format()) {
      case TABLE, WIDE -> {
        String time =
            LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS).toString();
        output.line((time.length() == 5 ? time + ":00" : time) + " " + line);
        FailureReport.findings(findings, output.style()).forEach(session.host().err()::println);
      }
      // a stream, so that each entry is one line
      case JSON, JSONL -> output.line(facts.json(false));
      case YAML -> output.line("---\n" + facts.yaml());
      case NAME, DOT, MERMAID, SARIF, GITHUB, HAR -> output.line(program);
    }
  }

  private void introduce(boolean hasKeys) {
    String keys = hasKeys ? "; h help, r reload, l logs, q quit" : "";
    output.note(
        "● %s %s on %s   (Ctrl-C stops%s)"
            .formatted(program, runs ? "runs" : "waits for a save", session.target(), keys));
  }

  private void help() {
    output.note(
        """
        r  deploy again        l  logs on or off
        g  graph               q  quit, as Ctrl-C does
        A save deploys. What does not load is told, and the version before serves on.\
        """);
  }

  private void toggleLogs() {
    if (logs != null) {
      stopLogs();
      output.note("logs are off");
      return;
    }
    Cancellation cancellation = new Cancellation();
    logs = cancellation;
    Host host = ShellCommand.inner(session).inBackground(cancellation);
    output.note("logs are on");
    Thread.ofPlatform()
        .daemon()
        .name("logs")
        .start(() -> CommandTree.forShell(host).execute("logs", "-f", "-n", "0", "-c", program));
  }

  private void stopLogs() {
    if (logs != null) {
      logs.cancel();
      logs = null;
    }
  }

  private void graph() {
    CommandLine tree = CommandTree.forShell(ShellCommand.inner(session));
    if (tree.getSubcommands().containsKey("graph")) {
      tree.execute("graph", program);
    } else {
      output.note("This version has no command graph.");
    }
  }

  private void leave() {
    if (isPrivate) {
      output.note("The private server ends, and with it " + program + ".");
    } else if (runs) {
      output.note(program + " runs on. Stop it: pipyctl stop " + program);
    }
  }
}
