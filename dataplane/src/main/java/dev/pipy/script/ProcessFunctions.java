package dev.pipy.script;

import dev.pipy.event.Bytes;
import dev.pipy.filter.spec.CommandLine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/// Runs programs for the script's `pipy.exec`, and waits for them: that holds up all connections of
/// the worker. Public because the prelude calls it.
public final class ProcessFunctions {

  private static final long LONGEST_SECONDS = 30;

  /// Bytes of output that are taken.
  private static final int MOST_OUTPUT = 64 << 20;

  private final ScriptServices services;
  private final WorkingFolder working;
  private final TreeFunctions functions;

  ProcessFunctions(ScriptServices services, WorkingFolder working, TreeFunctions functions) {
    this.services = services;
    this.working = working;
    this.functions = functions;
  }

  /// How a program ended, and what it wrote.
  ///
  /// @param code 128 and the number of the signal if one ended it
  public record Result(int code, Bytes output, Bytes errors) {

    /// What it wrote to stdout.
    @HostAccess.Export
    public Bytes takeOutput() {
      return output;
    }

    /// What it wrote to stderr.
    @HostAccess.Export
    public Bytes takeErrors() {
      return errors;
    }

    /// Its exit code.
    @HostAccess.Export
    public int exitCode() {
      return code;
    }
  }

  /// Runs a program to its end. Throws an error of the script if it cannot be started, runs too
  /// long or writes too much.
  ///
  /// @param command text that is split as a shell does it, or an array of words
  /// @param environment all of its environment; null or undefined for that of the process
  /// @param input what it reads from stdin; null for nothing
  /// @param joinsErrors whether what it writes to stderr is part of its output
  @HostAccess.Export
  public Result run(Value command, Value environment, @Nullable Bytes input, boolean joinsErrors) {
    var access = services.systemAccess();
    if (!access.allowsChanges()) {
      throw error(access.refusal("running programs"));
    }
    var trees = functions.trees();
    var words = CommandLine.words(trees.fromScript(command));
    if (words == null) {
      throw error("argument #1 expects a command as a string or an array of strings");
    }
    var builder = new ProcessBuilder(words).redirectErrorStream(joinsErrors);
    var folder = working.chosen();
    if (folder != null) {
      builder.directory(folder.toFile());
    }
    if (trees.fromScript(environment) instanceof Map<?, ?> variables) {
      builder.environment().clear();
      variables.forEach((name, value) -> {
        if (value != null) {
          builder.environment().put(String.valueOf(name), String.valueOf(value));
        }
      });
    }
    try {
      return run(builder.start(), words, input == null ? new byte[0] : input.toArray());
    } catch (IOException | IllegalArgumentException failure) {
      throw error(String.valueOf(failure.getMessage()).strip());
    }
  }

  private Result run(Process process, List<String> words, byte[] input) {
    var output = reading(process.getInputStream());
    var errors = reading(process.getErrorStream());
    Thread.ofVirtual().start(() -> write(process, input));
    try {
      var written = output.get(LONGEST_SECONDS, TimeUnit.SECONDS);
      var complained = errors.get(LONGEST_SECONDS, TimeUnit.SECONDS);
      if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
        throw new TimeoutException();
      }
      return new Result(process.exitValue(), new Bytes(written), new Bytes(complained));
    } catch (TimeoutException late) {
      throw error(words.getFirst() + " ran for more than " + LONGEST_SECONDS + " seconds");
    } catch (ExecutionException failure) {
      var cause = failure.getCause();
      throw error(words.getFirst() + ": " + (cause == null ? failure : cause).getMessage());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw error(words.getFirst() + " was stopped with the script");
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private static FutureTask<byte[]> reading(InputStream stream) {
    var task = new FutureTask<>(() -> read(stream));
    Thread.ofVirtual().start(task);
    return task;
  }

  private static byte[] read(InputStream stream) throws IOException {
    try (stream) {
      var all = new ByteArrayOutputStream();
      var chunk = new byte[16 << 10];
      for (int count = stream.read(chunk); count >= 0; count = stream.read(chunk)) {
        all.write(chunk, 0, count);
        if (all.size() > MOST_OUTPUT) {
          throw new IOException("more than " + MOST_OUTPUT + " bytes of output");
        }
      }
      return all.toByteArray();
    }
  }

  private static void write(Process process, byte[] input) {
    try (var stdin = process.getOutputStream()) {
      stdin.write(input);
    } catch (IOException unread) {
      // it does not want its input, which is its own affair
    }
  }

  private RuntimeException error(String why) {
    return functions.trees().error("pipy.exec: " + why);
  }
}
