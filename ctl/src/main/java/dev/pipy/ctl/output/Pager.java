package dev.pipy.ctl.output;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pipy.ctl.host.AsciiSigns;
import dev.pipy.ctl.host.Host;
import dev.pipy.ctl.host.Interrupts;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Shows long text page by page, with the program that the user likes: `PIPY_PAGER`, else `PAGER`,
/// else `less -FRX`, which ends by itself if all fits on the screen. `cat`, or nothing, is for
/// none.
///
/// The program is started by the first byte of text, so that a failure has none; what goes to
/// standard error from then on waits for its end. The user may leave it before the text is over.
public final class Pager {

  /// Of options for `less` where the user has none: as `-FRX`.
  private static final String USUAL_OPTIONS = "FRX";

  private static final List<String> USUAL = List.of("less", "-" + USUAL_OPTIONS);
  private static final List<String> MANUAL = List.of("man", "-l", "-");

  private final Host host;
  private final List<String> command;

  private Pager(Host host, List<String> command) {
    this.host = host;
    this.command = command;
  }

  /// For text as it is.
  public static Pager ofText(Host host) {
    return new Pager(host, chosen(host));
  }

  /// For a manual page in roff: `man` formats it, and shows it with a pager that it chooses by the
  /// same variables. Without `man`, it is text as it is.
  public static Pager ofManual(Host host) {
    Pager ofText = ofText(host);
    return ofText.command.isEmpty() || !isPresent(host, MANUAL.getFirst())
        ? ofText
        : new Pager(host, MANUAL);
  }

  private static List<String> chosen(Host host) {
    String variable = host.variables().containsKey("PIPY_PAGER") ? "PIPY_PAGER" : "PAGER";
    if (!host.variables().containsKey(variable)) {
      return USUAL;
    }
    String choice = host.variable(variable);
    return choice.isBlank() || choice.strip().equals("cat")
        ? List.of()
        : List.of("sh", "-c", choice);
  }

  private static boolean isPresent(Host host, String program) {
    return Stream.of(host.variable("PATH").split(File.pathSeparator, -1))
        .anyMatch(folder -> !folder.isEmpty() && Files.isExecutable(Path.of(folder, program)));
  }

  /// Does the work with surroundings whose results are shown page by page; returns its exit code
  /// once the user has left the last page.
  public int show(ToIntFunction<Host> work) {
    if (command.isEmpty()) {
      return work.applyAsInt(host);
    }
    Pages pages = new Pages();
    Late late = new Late(pages);
    OutputStream shown = AsciiSigns.unlessUtf8(pages, host.variables());
    try (PrintStream out = new PrintStream(shown, false, UTF_8);
        PrintStream err = new PrintStream(late, true, UTF_8)) {
      return work.applyAsInt(host.withStreams(out, err));
    } finally {
      late.arrive();
    }
  }

  private Process start() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(Redirect.INHERIT)
            .redirectError(Redirect.INHERIT);
    builder.environment().putIfAbsent("LESS", USUAL_OPTIONS);
    if (host.variables().containsKey("PIPY_PAGER")) {
      builder.environment().put("MANPAGER", host.variable("PIPY_PAGER"));
    }
    return builder.start();
  }

  /// The way of the text to the program.
  private final class Pages extends OutputStream {

    private @Nullable OutputStream sink;
    private @Nullable Process program;
    private Interrupts.@Nullable Registration interrupts;

    @Override
    public void write(int letter) throws IOException {
      sink().write(letter);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      sink().write(bytes, offset, length);
    }

    @Override
    public void flush() throws IOException {
      if (sink != null) {
        sink.flush();
      }
    }

    private OutputStream sink() {
      if (sink == null) {
        try {
          program = start();
          // Ctrl-C is for the program, too, which would be left alone with the terminal
          interrupts = host.interrupts().onInterrupt(this::finish);
          sink = program.getOutputStream();
        } catch (IOException notThere) {
          sink = host.out();
        }
      }
      return sink;
    }

    boolean isShown() {
      return program != null;
    }

    @Override
    public void close() {
      finish();
      if (interrupts != null) {
        interrupts.close();
      }
    }

    private void finish() {
      if (program == null) {
        host.out().flush();
        return;
      }
      try {
        program.getOutputStream().close();
      } catch (IOException expected) {
        // the user has left before the end
      }
      try {
        program.waitFor();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /// What would disturb the page.
  private final class Late extends OutputStream {

    private final Pages pages;
    private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();

    Late(Pages pages) {
      this.pages = pages;
    }

    @Override
    public void write(int letter) {
      write(new byte[] {(byte) letter}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      if (pages.isShown()) {
        waiting.write(bytes, offset, length);
      } else {
        host.err().write(bytes, offset, length);
      }
    }

    @Override
    public void flush() {
      host.err().flush();
    }

    void arrive() {
      host.err().writeBytes(waiting.toByteArray());
      host.err().flush();
    }
  }
}
