package dev.pipy.ctl.command;

import dev.pipy.ctl.client.Connection;
import dev.pipy.ctl.client.ControlClient;
import dev.pipy.ctl.client.Credentials;
import dev.pipy.ctl.client.Target;
import dev.pipy.ctl.host.Host;
import dev.pipy.ctl.outcome.CommandFailure;
import dev.pipy.ctl.output.Output;
import dev.pipy.ctl.output.OutputFormat;
import dev.pipy.ctl.output.Style;

/// What a command works with: its surroundings, and the options that all commands take.
record Session(Host host, GlobalOptions options) {

  Target target() {
    return Target.parse(options.target);
  }

  Connection connection() {
    Target target = target();
    return new Connection(
        target, Credentials.find(host, target, options.tokenFile), options.timeout, this::trace);
  }

  ControlClient connect() {
    return new ControlClient(connection(), host.interrupts());
  }

  Output output() {
    return new Output(host, options.output, style(), options.quiet);
  }

  Style style() {
    return options.output.isText() ? options.style(host) : Style.PLAIN;
  }

  OutputFormat format() {
    return options.output;
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
