package dev.pipy.ctl.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pipy.ctl.launcher.PipyProgram;
import dev.pipy.ctl.outcome.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Declarations for editors.
@Command(
    name = "types",
    description = "Print what scripts can use, declared in TypeScript, for editors.",
    footer = {"  pipyctl types ./proxy --file proxy/pipy.d.ts", "  pipyctl types > pipy.d.ts"})
final class TypesCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "DIR",
      arity = "0..1",
      description = "Codebase whose context variables are declared, too.")
  @Nullable Path folder;

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "Write them to this file. Default: standard output")
  @Nullable Path file;

  private final Session session;

  TypesCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    String types = PipyProgram.find(session.host()).orElseThrow(PipyProgram::missing).types(folder);
    if (file == null) {
      session.host().out().print(types);
      return 0;
    }
    try {
      Files.writeString(file, types, UTF_8);
    } catch (IOException e) {
      throw CommandFailure.usage(file + ": cannot be written: " + e.getMessage());
    }
    session.output().note("Wrote " + file);
    return 0;
  }
}
