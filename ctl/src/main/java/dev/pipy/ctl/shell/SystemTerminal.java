package dev.pipy.ctl.shell;

import dev.pipy.ctl.outcome.CommandFailure;
import dev.pipy.ctl.outcome.ExitCode;
import dev.pipy.ctl.outcome.Failure;
import java.io.IOException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/// The terminal that the process was started on.
public final class SystemTerminal {

  private SystemTerminal() {}

  /// What is done with a terminal that is open.
  @FunctionalInterface
  public interface Use {
    int with(Terminal terminal);
  }

  /// Opens the terminal, and puts it back as it was.
  public static int use(Use use) {
    try (Terminal terminal = TerminalBuilder.builder().name("pipyctl").system(true).build()) {
      return use.with(terminal);
    } catch (IOException e) {
      throw new CommandFailure(
          Failure.local(ExitCode.REFUSED, "no terminal: " + e.getMessage()), e);
    }
  }
}
