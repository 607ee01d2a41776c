package dev.pipy.worker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A terminal whose mode can be changed, with `stty`, which every system with terminals has. What
/// it was is put back when the process ends. Any thread.
public final class Terminal {

  /// Standard input of the process, if it is one.
  public static final Terminal STANDARD =
      new Terminal(ProcessBuilder.Redirect.INHERIT, "standard input");

  private static final int SECONDS = 2;

  private final ProcessBuilder.Redirect device;
  private final String name;
  private @Nullable String before;
  private boolean isRestoredAtEnd;

  /// @param device what `stty` finds at its standard input
  Terminal(ProcessBuilder.Redirect device, String name) {
    this.device = device;
    this.name = name;
  }

  /// Whether it was set so that each key comes in as it is.
  public synchronized boolean isRaw() {
    return before != null;
  }

  /// Has each key come in as it is, or lines as before. Throws IOException if it is no terminal.
  public synchronized void raw(boolean isRaw) throws IOException {
    if (isRaw == (before != null)) {
      return;
    }
    if (!isRaw) {
      restore();
      return;
    }
    var now = stty("-g");
    stty("raw", "-echo");
    before = now;
    if (!isRestoredAtEnd) {
      isRestoredAtEnd = true;
      Runtime.getRuntime().addShutdownHook(new Thread(this::restoreAtEnd, "pipy-terminal"));
    }
  }

  private synchronized void restore() throws IOException {
    var modes = before;
    if (modes != null) {
      stty(modes);
      before = null;
    }
  }

  private void restoreAtEnd() {
    try {
      restore();
    } catch (IOException gone) {
      // there is nothing to put back any more
    }
  }

  private String stty(String... arguments) throws IOException {
    var words = new ArrayList<>(List.of("stty"));
    words.addAll(List.of(arguments));
    var process = new ProcessBuilder(words).redirectInput(device).start();
    try {
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException("stty does not answer");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    }
    if (process.exitValue() != 0) {
      throw new IOException(name + " is no terminal");
    }
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
  }
}
