package dev.pipy.ctl.command;

import dev.pipy.ctl.bundle.Bundle;
import dev.pipy.ctl.bundle.Redaction;
import dev.pipy.ctl.client.ControlClient;
import dev.pipy.ctl.outcome.CommandFailure;
import dev.pipy.ctl.outcome.ExitCode;
import dev.pipy.ctl.outcome.Failure;
import dev.pipy.ctl.output.Facts;
import dev.pipy.ctl.output.Output;
import dev.pipy.ctl.output.Quantities;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/// Gathers what there is to know of a server, and writes it to a file.
final class BundleWriting {

  private static final int MOST_LINES = 10_000;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final DebugCommand.BundleCommand command;
  private final Session session;
  private final Instant now = Instant.now();

  BundleWriting(DebugCommand.BundleCommand command, Session session) {
    this.command = command;
    this.session = session;
  }

  int run() {
    if (command.logs < 0 || command.logs > MOST_LINES) {
      throw CommandFailure.usage(
          "--logs: " + command.logs + " (expected: 0 to " + MOST_LINES + ")");
    }
    Output output = session.output();
    String name =
        "pipy-debug-"
            + session.target().toString().replaceAll("[^A-Za-z0-9.]+", "-")
            + "-"
            + TIME.format(now);
    Path file = command.file == null ? Path.of(name + ".tar.gz") : command.file;
    if (Files.exists(file) && !command.force) {
      throw CommandFailure.usage(file + ": is there already", "Replace it: --force");
    }
    Redaction redaction = new Redaction(List.of(session.connection().credentials().token()));
    Bundle bundle = new Bundle(redaction, name, now);
    try (ControlClient client = session.connect()) {
      new BundleParts(client, bundle, command.logs, output::note).gather();
    }
    String title =
        "What pipyctl %s gathered of the server at %s on %s."
            .formatted(VersionCommand.own(), session.target(), now);
    bundle.add("README.txt", "this list", bundle.contents(title));
    try {
      bundle.write(file);
      tell(output, bundle, file, Files.size(file));
    } catch (IOException e) {
      throw new CommandFailure(
          Failure.local(
              ExitCode.USAGE,
              file + ": cannot be written: " + e,
              "Elsewhere: pipyctl debug bundle FILE"),
          e);
    }
    return 0;
  }

  private static void tell(Output output, Bundle bundle, Path file, long bytes) {
    List<String> names = bundle.entries().stream().map(Bundle.Entry::name).toList();
    Facts facts =
        new Facts()
            .with("file", file.toString())
            .with("bytes", bytes)
            .with("files", names)
            .with("missing", bundle.missing().stream().map(Bundle.Missing::name).toList())
            .with("hidden", bundle.hidden());
    output.facts(
        facts,
        file.toString(),
        () -> {
          for (Bundle.Entry entry : bundle.entries()) {
            output.line("  %-22s %s".formatted(entry.name(), entry.about()));
          }
          bundle
              .missing()
              .forEach(one -> output.warn("  %-22s missing: %s".formatted(one.name(), one.why())));
          output.line(
              output.style().green("✓ ")
                  + "%s written: %s, %s, %s hidden."
                      .formatted(
                          file,
                          Quantities.count(names.size(), "file"),
                          Quantities.bytes(bytes),
                          Quantities.count(bundle.hidden(), "secret")));
          output.note("  Look before you pass it on: tar tzf " + file);
        });
  }
}
