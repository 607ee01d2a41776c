package dev.pipy.e2e.support;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A command that is run to its end.
public final class Command {

  /// What it left.
  public record Result(int exitCode, String out, String err) {

    /// Both outputs, for assertions that do not care which.
    public String all() {
      return out + err;
    }
  }

  private final List<String> words;
  private final Map<String, String> environment = new HashMap<>();
  private Path directory = Repository.ROOT;
  private String input = "";
  private Duration limit = Duration.ofMinutes(2);

  private Command(List<String> words) {
    this.words = words;
  }

  public static Command of(String... words) {
    return new Command(List.of(words));
  }

  public static Command of(List<String> words) {
    return new Command(List.copyOf(words));
  }

  public Command with(Map<String, String> variables) {
    environment.putAll(variables);
    return this;
  }

  public Command in(Path folder) {
    directory = folder;
    return this;
  }

  public Command reading(String text) {
    input = text;
    return this;
  }

  public Command within(Duration time) {
    limit = time;
    return this;
  }

  public Result run() {
    try {
      Path out = Files.createTempFile("pipy-e2e", ".out");
      Path err = Files.createTempFile("pipy-e2e", ".err");
      Path in = Files.writeString(Files.createTempFile("pipy-e2e", ".in"), input);
      try {
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.environment().putAll(environment);
        Process process =
            builder
                .directory(directory.toFile())
                .redirectInput(in.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
          process.destroyForcibly();
          throw new AssertionError(
              words + " ran longer than " + limit + "\n" + text(out) + text(err));
        }
        return new Result(process.exitValue(), text(out), text(err));
      } finally {
        Files.deleteIfExists(out);
        Files.deleteIfExists(err);
        Files.deleteIfExists(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), UTF_8);
  }
}
