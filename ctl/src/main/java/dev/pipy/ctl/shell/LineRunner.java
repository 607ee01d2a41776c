package dev.pipy.ctl.shell;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pipy.ctl.host.Host;
import dev.pipy.ctl.outcome.CommandFailure;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Function;
import picocli.CommandLine;

/// Runs a line with commands made for it.
record LineRunner(Function<Host, CommandLine> commands) {

  /// Runs the line and returns its exit code.
  int run(Host host, ShellLine line) {
    String[] words = line.words().toArray(String[]::new);
    if (line.file().isEmpty() && line.filters().isEmpty()) {
      return commands.apply(host).execute(words);
    }
    OutputStream sink = line.file().isEmpty() ? new Unclosed(host.out()) : open(line);
    OutputStream filtered =
        line.filters().isEmpty() ? sink : new MatchingLines(sink, line.filters());
    try (PrintStream out = new PrintStream(filtered, true, UTF_8)) {
      return commands.apply(host.withOut(out)).execute(words);
    }
  }

  private static OutputStream open(ShellLine line) {
    try {
      return line.appends()
          ? Files.newOutputStream(
              Path.of(line.file()), StandardOpenOption.CREATE, StandardOpenOption.APPEND)
          : Files.newOutputStream(Path.of(line.file()));
    } catch (IOException e) {
      throw CommandFailure.usage(line.file() + ": cannot be written");
    }
  }

  /// Keeps the shell's own stream open.
  private static final class Unclosed extends OutputStream {

    private final PrintStream out;

    Unclosed(PrintStream out) {
      this.out = out;
    }

    @Override
    public void write(int letter) {
      out.write(letter);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      out.write(bytes, offset, length);
    }

    @Override
    public void flush() {
      out.flush();
    }

    @Override
    public void close() {
      out.flush();
    }
  }
}
