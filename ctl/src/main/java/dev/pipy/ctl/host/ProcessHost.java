package dev.pipy.ctl.host;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;

/// The surroundings of this process.
public final class ProcessHost {

  private ProcessHost() {}

  /// Streams are UTF-8 whatever the locale, because the tool's own signs need it; but a terminal
  /// whose locale says otherwise gets plain letters.
  public static Host create() {
    boolean input = isTerminal(0);
    boolean output = isTerminal(1);
    PrintStream out = stream(FileDescriptor.out, output);
    PrintStream err = stream(FileDescriptor.err, isTerminal(2));
    Screen screen =
        output
            ? new Screen(input, true, ProcessHost::size)
            : new Screen(input, false, Screen.NONE.size());
    return new Host(
        System.getenv(),
        System.in,
        out,
        err,
        screen,
        question -> ask(err, question),
        ProcessHost::onShutdown);
  }

  private static PrintStream stream(FileDescriptor descriptor, boolean isTerminal) {
    OutputStream sink = new BufferedOutputStream(new FileOutputStream(descriptor));
    return new PrintStream(
        isTerminal ? AsciiSigns.unlessUtf8(sink, System.getenv()) : sink, true, UTF_8);
  }

  @SuppressWarnings("SystemConsoleNull") // null or not when there is no terminal, as the JDK likes
  private static boolean isTerminal(int descriptor) {
    try {
      String device = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
      return device.startsWith("/dev/pts/")
          || device.startsWith("/dev/tty")
          || device.equals("/dev/console");
    } catch (IOException | UnsupportedOperationException expected) {
      Console console = System.console();
      return console != null && console.isTerminal();
    }
  }

  private static Screen.Size size() {
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(Redirect.INHERIT)
              .redirectError(Redirect.DISCARD)
              .start();
      String size = new String(stty.getInputStream().readAllBytes(), UTF_8).strip();
      int space = size.indexOf(' ');
      return space < 0
          ? Screen.Size.of(0, 0)
          : Screen.Size.of(
              Integer.parseInt(size.substring(space + 1)),
              Integer.parseInt(size.substring(0, space)));
    } catch (IOException | NumberFormatException expected) {
      return Screen.Size.of(0, 0);
    }
  }

  private static String ask(PrintStream err, String question) {
    err.print(question);
    err.flush();
    try {
      String answer = new BufferedReader(new InputStreamReader(System.in, UTF_8)).readLine();
      return answer == null ? "" : answer;
    } catch (IOException expected) {
      return "";
    }
  }

  /// The JVM answers Ctrl-C with its shutdown and exit code 130; the action runs in between.
  private static Interrupts.Registration onShutdown(Runnable action) {
    Thread hook = new Thread(action, "interrupt");
    Runtime.getRuntime().addShutdownHook(hook);
    return () -> {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException expected) {
        // the shutdown has begun, so the action runs
      }
    };
  }
}
