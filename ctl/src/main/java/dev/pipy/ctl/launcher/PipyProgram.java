package dev.pipy.ctl.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pipy.ctl.host.Host;
import dev.pipy.ctl.outcome.CommandFailure;
import dev.pipy.ctl.outcome.ExitCode;
import dev.pipy.ctl.outcome.Failure;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The program `pipy` beside this tool. It knows what a server of this version knows, such as the
/// declarations of all filters, so that they need not be kept here a second time.
///
/// @param launcher what starts it
/// @param variables its environment
public record PipyProgram(Path launcher, java.util.Map<String, String> variables) {

  /// The first run of a program that was never built builds it.
  private static final Duration LIMIT = Duration.ofMinutes(10);

  /// Finds the launcher: `$PIPY_LAUNCHER`, which `bin/pipyctl` sets, else `pipy` on the path.
  public static Optional<PipyProgram> find(Host host) {
    Stream<Path> beside = Stream.of(host.variable("PIPY_LAUNCHER")).map(Path::of);
    Stream<Path> onPath =
        Arrays.stream(host.variable("PATH").split(File.pathSeparator))
            .map(folder -> Path.of(folder, "pipy"));
    return Stream.concat(beside, onPath)
        .filter(path -> Files.isRegularFile(path) && Files.isExecutable(path))
        .findFirst()
        .map(path -> new PipyProgram(path.toAbsolutePath(), host.variables()));
  }

  /// The failure of a command that cannot do without it.
  public static CommandFailure missing() {
    return new CommandFailure(
        Failure.local(
            ExitCode.REFUSED,
            "the program pipy was not found beside pipyctl or on the PATH",
            "Say where it is: PIPY_LAUNCHER=/path/to/bin/pipy"));
  }

  /// The declarations in TypeScript that `pipy --types` prints.
  ///
  /// @param codebase a folder whose context variables are declared, too
  public String types(@Nullable Path codebase) {
    return codebase == null ? printed("--types") : printed("--types", codebase.toString());
  }

  private String printed(String... arguments) {
    try {
      // a file rather than a pipe, which somebody would have to read while the time runs
      Path out = Files.createTempFile("pipyctl", ".out");
      try {
        Process process = process(List.of(arguments)).redirectOutput(out.toFile()).start();
        if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
          process.destroyForcibly();
          throw failed(arguments, "did not end within " + LIMIT.toMinutes() + " minutes");
        }
        if (process.exitValue() != 0) {
          throw failed(arguments, "ended with exit code " + process.exitValue());
        }
        return Files.readString(out, UTF_8);
      } finally {
        Files.deleteIfExists(out);
      }
    } catch (IOException e) {
      throw failed(arguments, "could not be run: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed(arguments, "was interrupted");
    }
  }

  /// A process to be, with the environment of this tool, no input, and errors shown.
  ProcessBuilder process(List<String> arguments) {
    List<String> words = new ArrayList<>();
    words.add(launcher.toString());
    words.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.environment().clear();
    builder.environment().putAll(variables);
    return builder
        .redirectInput(Redirect.from(new File("/dev/null")))
        .redirectError(Redirect.INHERIT);
  }

  private CommandFailure failed(String[] arguments, String how) {
    return new CommandFailure(
        Failure.local(ExitCode.REFUSED, launcher + " " + String.join(" ", arguments) + " " + how));
  }
}
