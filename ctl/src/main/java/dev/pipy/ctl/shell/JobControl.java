package dev.pipy.ctl.shell;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pipy.ctl.host.Host;
import dev.pipy.ctl.host.Interrupts;
import dev.pipy.ctl.outcome.CommandFailure;
import dev.pipy.ctl.outcome.ExitCode;
import dev.pipy.ctl.shell.Jobs.Job;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.function.Consumer;

/// The words `jobs`, `fg` and `kill`, and lines that end with `&`. What jobs print stands above the
/// line that is typed.
final class JobControl implements Lines.Terminal, AutoCloseable {

  private final Host shell;
  private final Interrupts interrupts;
  private final Consumer<String> printAbove;
  private final Runnable clear;
  private final Jobs jobs;

  /// @param interrupts Ctrl-C at the terminal
  /// @param printAbove shows a text from any thread
  JobControl(Host shell, Interrupts interrupts, Consumer<String> printAbove, Runnable clear) {
    this.shell = shell;
    this.interrupts = interrupts;
    this.printAbove = printAbove;
    this.clear = clear;
    this.jobs = new Jobs(job -> code -> ended(job, code));
  }

  @Override
  public void clear() {
    clear.run();
  }

  @Override
  public int jobs(ShellLine line, String text, LineRunner runner, Host host) {
    if (line.isBackground()) {
      if (ShellWords.ALL.containsKey(line.first())) {
        throw CommandFailure.usage(line.first() + " does not run in the background");
      }
      Job job = jobs.start(text.strip(), ctrlC -> run(line, runner, host, ctrlC));
      host.out().println("[" + job.number() + "] " + job.text());
      return 0;
    }
    List<String> rest = line.words().subList(1, line.words().size());
    switch (line.first()) {
      case "jobs" ->
          jobs.running().forEach(job -> host.out().println("[" + job.number() + "] " + job.text()));
      case "kill" -> jobs.named(rest).cancellation().cancel();
      default -> {
        return toFront(jobs.named(rest));
      }
    }
    return 0;
  }

  private static void report(CommandFailure failed, PrintStream out) {
    out.println("✗ " + failed.failure().message());
  }

  private int run(ShellLine line, LineRunner runner, Host host, Interrupts ctrlC) {
    try (PrintStream above = new PrintStream(new Above(printAbove), true, UTF_8)) {
      Host inBackground = host.withStreams(above, above).inBackground(ctrlC);
      try {
        return runner.run(inBackground, line);
      } catch (CommandFailure failed) {
        report(failed, above);
        return failed.failure().exit().number();
      }
    }
  }

  private int toFront(Job job) {
    shell.out().println(job.text());
    try (Interrupts.Registration _ = interrupts.onInterrupt(job.cancellation()::cancel)) {
      job.ended().await();
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.INTERRUPTED.number();
    }
  }

  private void ended(Job job, int code) {
    String how = code == 0 || code == ExitCode.INTERRUPTED.number() ? "ended" : "failed, " + code;
    printAbove.accept("[" + job.number() + "] " + how + ": " + job.text());
  }

  @Override
  public void close() {
    jobs.close();
  }

  /// Whole lines go above the one that is edited.
  private static final class Above extends OutputStream {

    private final Consumer<String> printAbove;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    Above(Consumer<String> printAbove) {
      this.printAbove = printAbove;
    }

    @Override
    public void write(int letter) {
      if (letter == '\n') {
        printAbove.accept(line.toString(UTF_8));
        line.reset();
      } else {
        line.write(letter);
      }
    }

    @Override
    public void close() {
      if (line.size() > 0) {
        write('\n');
      }
    }
  }
}
