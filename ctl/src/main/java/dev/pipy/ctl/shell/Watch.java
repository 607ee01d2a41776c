package dev.pipy.ctl.shell;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pipy.ctl.host.Host;
import dev.pipy.ctl.host.Interrupts;
import dev.pipy.ctl.outcome.CommandFailure;
import dev.pipy.ctl.outcome.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `watch 2s COMMAND`: the command's screen, again and again.
final class Watch {

  private static final Pattern TIME = Pattern.compile("(\\d{1,6})(ms|s|m)");
  private static final Duration SHORTEST = Duration.ofMillis(200);

  private final ShellLine line;
  private final LineRunner runner;
  private final Lines.Terminal terminal;
  private final CountDownLatch interrupted = new CountDownLatch(1);

  Watch(ShellLine line, LineRunner runner, Lines.Terminal terminal) {
    this.line = line;
    this.runner = runner;
    this.terminal = terminal;
  }

  /// Runs until Ctrl-C.
  int run(Host host) {
    if (line.words().size() < 3) {
      throw CommandFailure.usage("expected: watch 2s COMMAND");
    }
    if (!host.screen().interactive()) {
      throw CommandFailure.usage("watch: only where somebody can end it", "Run the command once.");
    }
    Duration pause = time(line.words().get(1));
    ShellLine command = line.withoutFirst(2);
    String title = "Every " + line.words().get(1) + ": " + String.join(" ", command.words());
    try (Interrupts.Registration _ = host.interrupts().onInterrupt(interrupted::countDown)) {
      while (true) {
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        try (PrintStream screen = new PrintStream(shown, true, UTF_8)) {
          runner.run(host.withStreams(screen, screen), command);
        }
        if (interrupted.getCount() == 0) {
          return ExitCode.INTERRUPTED.number();
        }
        terminal.clear();
        host.out()
            .println(
                title
                    + "   "
                    + LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS));
        host.out().println();
        host.out().print(shown.toString(UTF_8));
        host.out().flush();
        if (interrupted.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
          return ExitCode.INTERRUPTED.number();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.INTERRUPTED.number();
    }
  }

  private static Duration time(String text) {
    Matcher matcher = TIME.matcher(text);
    if (!matcher.matches()) {
      throw CommandFailure.usage("watch: " + text + " is no time (expected: such as 2s)");
    }
    long amount = Long.parseLong(matcher.group(1));
    Duration time =
        switch (matcher.group(2)) {
          case "ms" -> Duration.ofMillis(amount);
          case "s" -> Duration.ofSeconds(amount);
          default -> Duration.ofMinutes(amount);
        };
    return time.compareTo(SHORTEST) < 0 ? SHORTEST : time;
  }
}
