package dev.pipy.ctl.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pipy.ctl.command.Destination.Place;
import dev.pipy.ctl.host.Host;
import dev.pipy.ctl.outcome.CommandFailure;
import dev.pipy.ctl.outcome.ExitCode;
import dev.pipy.ctl.outcome.FailureReport;
import dev.pipy.ctl.output.JsonText;
import dev.pipy.ctl.output.Output;
import dev.pipy.ctl.output.Table;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The same command on several servers, with one result: tables get a first column TARGET, lines
/// begin with the target, JSON becomes a list with an entry for each. One server's result is shown
/// as it is.
final class FanOut {

  private static final int MOST_AT_ONCE = 16;

  private final Session session;
  private final List<Place> places;

  private FanOut(Session session, List<Place> places) {
    this.session = session;
    this.places = places;
  }

  static FanOut of(Session session) {
    return new FanOut(session, session.destination().places());
  }

  /// What one server's command left.
  private record Part(Place place, int code, String out, String err, List<Table> tables) {}

  /// Asks all servers at the same time.
  int atOnce(ToIntFunction<Session> work) {
    if (places.size() == 1) {
      return work.applyAsInt(session);
    }
    try (ExecutorService threads =
        Executors.newFixedThreadPool(
            Math.min(MOST_AT_ONCE, places.size()), Thread.ofPlatform().daemon().factory())) {
      List<CompletableFuture<Part>> parts =
          places.stream()
              .map(place -> CompletableFuture.supplyAsync(() -> run(place, work), threads))
              .toList();
      return show(parts.stream().map(CompletableFuture::join).toList(), true);
    }
  }

  /// Goes from server to server. An interrupt ends it; a failure does not.
  int inTurn(ToIntFunction<Session> work) {
    if (places.size() == 1) {
      return work.applyAsInt(session);
    }
    List<Part> parts = new ArrayList<>();
    for (Place place : places) {
      Part part = run(place, work);
      parts.add(part);
      if (part.code() == ExitCode.INTERRUPTED.number()) {
        break;
      }
    }
    return show(parts, false);
  }

  private Part run(Place place, ToIntFunction<Session> work) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    List<Table> tables = new ArrayList<>();
    try (PrintStream printedOut = new PrintStream(out, false, UTF_8);
        PrintStream printedErr = new PrintStream(err, false, UTF_8)) {
      Host host = session.host().withStreams(printedOut, printedErr);
      Session one =
          new Session(host, session.options(), session.destination().only(place), tables::add);
      int code;
      try {
        code = work.applyAsInt(one);
      } catch (CommandFailure failed) {
        FailureReport.print(
            failed.failure(), session.format(), session.style(), printedOut, printedErr);
        code = failed.failure().exit().number();
      }
      printedOut.flush();
      printedErr.flush();
      return new Part(place, code, out.toString(UTF_8), err.toString(UTF_8), tables);
    }
  }

  private int show(List<Part> parts, boolean isLook) {
    parts.forEach(part -> lines(part.err()).forEach(line -> err(part, line)));
    switch (session.format()) {
      case TABLE, WIDE -> showText(parts);
      case JSON -> session.host().out().println(json(parts));
      case JSONL -> parts.forEach(part -> lines(part.out()).forEach(line -> item(part, line)));
      case YAML -> parts.forEach(this::document);
      case NAME, DOT, MERMAID, SARIF, GITHUB, HAR ->
          parts.forEach(
              part -> lines(part.out()).forEach(line -> out(part.place().name() + " " + line)));
    }
    int code = code(parts.stream().map(Part::code).collect(Collectors.toSet()), isLook);
    String failed =
        parts.stream()
            .filter(part -> part.code() != 0)
            .map(part -> part.place().name())
            .collect(Collectors.joining(", "));
    if (code == ExitCode.PARTLY_DONE.number() && session.format().isText()) {
      session
          .host()
          .err()
          .println(
              session.style().red("✗ ")
                  + "not all of the "
                  + parts.size()
                  + " targets: failed on "
                  + failed);
    }
    return code;
  }

  private void showText(List<Part> parts) {
    Output output = session.output();
    int width = parts.stream().mapToInt(part -> part.place().name().length()).max().orElse(0);
    for (Part part : parts) {
      String name = part.place().name();
      String label = name + " ".repeat(width - name.length() + 2);
      lines(part.out()).forEach(line -> out(label + line));
    }
    List<Table> merged = new ArrayList<>();
    for (Part part : parts) {
      for (Table table : part.tables()) {
        Table labelled = table.withFirst("TARGET", part.place().name());
        if (merged.stream().noneMatch(one -> one.addAll(labelled))) {
          merged.add(labelled);
        }
      }
    }
    boolean isFirst = parts.stream().allMatch(part -> part.out().isBlank());
    for (Table table : merged) {
      if (!isFirst) {
        output.line("");
      }
      isFirst = false;
      output.table(table);
    }
  }

  private static String json(List<Part> parts) {
    JsonText json = new JsonText(true).open("").openList("targets");
    for (Part part : parts) {
      json.open("").field("target", part.place().name()).field("exitCode", part.code());
      json.raw("answer", part.out().isBlank() ? "null" : part.out().strip()).close();
    }
    return json.closeList().close().toString();
  }

  private void item(Part part, String line) {
    out(
        new JsonText(false)
            .open("")
            .field("target", part.place().name())
            .field("exitCode", part.code())
            .raw("answer", line)
            .close()
            .toString());
  }

  private void document(Part part) {
    out("---");
    out("target: " + part.place().name());
    out("exitCode: " + part.code());
    out("answer:");
    lines(part.out()).forEach(line -> out("  " + line));
  }

  private static Stream<String> lines(String text) {
    return text.lines().filter(line -> !line.isBlank());
  }

  private void out(String line) {
    session.host().out().println(line);
  }

  private void err(Part part, String line) {
    session.host().err().println(part.place().name() + ": " + line);
  }

  /// One code for all if it is the same. A server that is not well was asked all the same.
  private static int code(Set<Integer> codes, boolean isLook) {
    int done = ExitCode.DONE.number();
    int refused = ExitCode.REFUSED.number();
    if (codes.size() == 1) {
      return codes.iterator().next();
    }
    if (isLook && codes.equals(Set.of(done, refused))) {
      return refused;
    }
    boolean isSomeDone = codes.contains(done) || (isLook && codes.contains(refused));
    return isSomeDone ? ExitCode.PARTLY_DONE.number() : refused;
  }
}
