package dev.pipy.ctl.command;

import dev.pipy.ctl.client.Connection;
import dev.pipy.ctl.client.ControlClient;
import dev.pipy.ctl.client.Credentials;
import dev.pipy.ctl.client.Target;
import dev.pipy.ctl.command.Destination.Place;
import dev.pipy.ctl.host.Host;
import dev.pipy.ctl.outcome.CommandFailure;
import dev.pipy.ctl.output.Output;
import dev.pipy.ctl.output.OutputFormat;
import dev.pipy.ctl.output.OutputFormat.Purpose;
import dev.pipy.ctl.output.Pager;
import dev.pipy.ctl.output.Style;
import dev.pipy.ctl.output.Table;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/// What a command works with: its surroundings, and the options that all commands take.
///
/// @param destination which servers it is about
/// @param tables takes the tables of a result that is shown later, with those of other servers
record Session(
    Host host, GlobalOptions options, Destination destination, @Nullable Consumer<Table> tables) {

  Session(Host host, GlobalOptions options) {
    this(host, options, new Destination(host, options), null);
  }

  Target target() {
    return Target.parse(destination.place().address());
  }

  Connection connection() {
    Target target = target();
    return new Connection(
        target,
        destination.security(),
        Credentials.find(host, target, destination.tokenFile()),
        options.timeout,
        this::trace);
  }

  ControlClient connect() {
    return new ControlClient(connection(), host.interrupts());
  }

  /// Where results go that any form can show, and no special one.
  Output output() {
    return output(Purpose.ANYTHING);
  }

  /// Where results go that there are special forms for.
  Output output(Purpose purpose) {
    Purpose asked = options.output.purpose();
    if (asked != Purpose.ANYTHING && asked != purpose) {
      throw CommandFailure.usage(
          "--output: " + options.output + " (expected: a form that is not for " + asked + " only)",
          fitting(asked) + " -o " + options.output);
    }
    return new Output(host, options.output, style(), options.quiet || tables != null, tables);
  }

  private static String fitting(Purpose purpose) {
    return switch (purpose) {
      case GRAPHS -> "A graph: pipyctl graph PROGRAM";
      case FINDINGS -> "Findings: pipyctl validate DIR";
      case TRAFFIC -> "Traffic: pipyctl tap PROGRAM";
      case ANYTHING -> "";
    };
  }

  Style style() {
    return options.output.isText() ? options.style(host) : Style.PLAIN;
  }

  OutputFormat format() {
    return options.output;
  }

  /// Does something whose text may be long: somebody at a terminal reads it page by page.
  int paged(ToIntFunction<Session> work) {
    return paged(Pager.ofText(host), work);
  }

  /// The same with a pager for a special kind of text.
  int paged(Pager pager, ToIntFunction<Session> work) {
    // within a shell the keyboard is the shell's
    boolean isRead =
        host.screen().terminal()
            && options.output.isText()
            && !options.noPager
            && !host.variable("TERM").equals("dumb")
            && host.variable(ShellCommand.INSIDE).isEmpty();
    return isRead
        ? pager.show(pages -> work.applyAsInt(new Session(pages, options, destination, tables)))
        : work.applyAsInt(this);
  }

  /// Does something that changes nothing on every server of the command. Returns the exit code.
  int look(ToIntFunction<Session> work) {
    return FanOut.of(this).atOnce(work);
  }

  /// Changes something on every server of the command, one after the other; asks before, if one of
  /// them is protected.
  ///
  /// @param what the change in words: `deploy proxy`
  int change(String what, ToIntFunction<Session> work) {
    String context = destination.protection();
    if (!context.isEmpty()) {
      String names = String.join(", ", destination.places().stream().map(Place::name).toList());
      confirm("The context " + context + " is protected: " + what + " on " + names + "?");
    }
    return each(work);
  }

  /// Likewise for changes that are always asked about by who makes them.
  int each(ToIntFunction<Session> work) {
    return FanOut.of(this).inTurn(work);
  }

  /// The program that was named, else that of the surroundings.
  String program(@Nullable String named) {
    String program = named == null ? destination.program() : named;
    if (program.isEmpty()) {
      throw CommandFailure.usage("no program was named", "See which there are: pipyctl programs");
    }
    return program;
  }

  /// Asks before a change. Where nobody can answer, the change must have been agreed to by `--yes`.
  void confirm(String question) {
    if (options.yes) {
      return;
    }
    if (!canAsk()) {
      throw CommandFailure.usage(
          "nobody is there to be asked: " + question, "Agree beforehand: --yes");
    }
    String answer = host.questions().ask(question + " [y/N] ").strip();
    if (!answer.equalsIgnoreCase("y") && !answer.equalsIgnoreCase("yes")) {
      throw CommandFailure.declined();
    }
  }

  /// Whether a question would be put to somebody.
  boolean canAsk() {
    return host.screen().interactive() && !options.noInput;
  }

  private void trace(String call) {
    if (options.verbose.length > 0) {
      host.err().println(call);
    }
  }
}
