package dev.pipy.control;

import dev.pipy.DataPlane;
import dev.pipy.DataPlaneOptions;
import dev.pipy.TypeDeclarations;
import dev.pipy.codebase.CodebaseException;
import dev.pipy.control.host.DataPlaneHost;
import dev.pipy.control.logging.Logging;
import dev.pipy.filter.FilterCatalog;
import dev.pipy.filter.FilterReference;
import dev.pipy.worker.ProcessSignals;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// The program `pipy`.
public final class Launcher {

  private static final Duration FLUSH_LIMIT = Duration.ofSeconds(2);

  private final Console console;
  private final HostFactory hosts;
  private final CommandLineSyntax syntax;

  Launcher(Console console, HostFactory hosts) {
    this.console = console;
    this.hosts = hosts;
    this.syntax = new CommandLineSyntax(console);
  }

  /// Runs until done, then ends the JVM with a code of [ExitCode] or of a script's choice.
  public static void main(String[] arguments) {
    // without memory, no state can be trusted; whoever started the process starts it again
    Thread.setDefaultUncaughtExceptionHandler(Launcher::uncaught);
    var launcher = new Launcher(Console.ofProcess(), Launcher::startDataPlane);
    int code = launcher.run(arguments);
    System.out.flush();
    System.err.flush();
    if (code == ExitCode.FORCED.number()) {
      Runtime.getRuntime().halt(code); // no shutdown hook may hold it up
    }
    System.exit(code);
  }

  private static void uncaught(Thread thread, Throwable failure) {
    if (failure instanceof OutOfMemoryError) {
      Runtime.getRuntime().halt(ExitCode.INTERNAL.number());
    }
    LoggerFactory.getLogger("pipy.start").error("thread {} failed", thread.getName(), failure);
  }

  private static DataPlaneHost startDataPlane(
      DataPlaneOptions options, java.util.function.IntConsumer onExit) {
    return new DataPlaneHost(DataPlane.start(options, onExit));
  }

  int run(String... arguments) {
    try {
      return switch (syntax.parse(arguments)) {
        case Request.Help _ -> print(syntax.usage());
        case Request.ShowVersion _ -> print(versions());
        case Request.ListFilters _ -> print(FilterTable.of(FilterCatalog.ALL));
        case Request.HelpFilters(var filter) -> explain(filter);
        case Request.Types(var codebase) -> print(types(codebase));
        case Request.CheckConfig(var options) -> print(ConfigReport.of(options));
        case Request.CheckStore(var folder) ->
            StoreReport.print(folder, console.out(), console.err()).number();
        case Request.Verify(var options, var strict) ->
            new Verification(console, hosts, options, strict).run().number();
        case Request.Run(var options) -> serve(options, arguments);
      };
    } catch (ParameterException failure) {
      complain(message(failure));
      UnmatchedArgumentException.printSuggestions(failure, console.err());
      return usageHint();
    } catch (StartException failure) {
      complain(failure.text());
      return failure.code() == ExitCode.USAGE ? usageHint() : failure.code().number();
    }
  }

  private static String message(ParameterException failure) {
    if (failure instanceof UnmatchedArgumentException unmatched) {
      var first = unmatched.getUnmatched().getFirst();
      return unmatched.isUnknownOption()
          ? "unknown option: " + first
          : "one argument too many: " + first;
    }
    return String.valueOf(failure.getMessage());
  }

  private int usageHint() {
    console.err().println("See: pipy --help");
    return ExitCode.USAGE.number();
  }

  private int print(String text) {
    console.out().print(text);
    return ExitCode.OK.number();
  }

  private void complain(String message) {
    console.err().println("pipy: " + message);
  }

  private String versions() {
    try (var host = hosts.start(DataPlaneOptions.DEFAULT, _ -> {})) {
      return "pipy          %s%nJava          %s%nScript engine %s, %s%n"
          .formatted(
              Version.text(), Runtime.version(), host.scriptEngineVersion(), host.scriptMode());
    }
  }

  private int explain(String filter) throws StartException {
    if (filter.isEmpty()) {
      return print(FilterReference.help());
    }
    var reference = FilterReference.help(filter);
    if (reference == null) {
      var similar = FilterCatalog.similar(filter);
      throw new StartException(
          ExitCode.USAGE,
          "--help-filters: no filter "
              + filter
              + (similar.isEmpty() ? "" : "; did you mean: " + String.join(", ", similar)));
    }
    return print(reference);
  }

  private static String types(@Nullable Path codebase) throws StartException {
    if (codebase == null) {
      return TypeDeclarations.text();
    }
    try {
      return TypeDeclarations.textFor(new LocalCodebase(codebase).files());
    } catch (CodebaseException failure) {
      throw new StartException(ExitCode.FAILED, codebase + ": " + failure.getMessage());
    }
  }

  private int serve(ServerOptions options, String... arguments) throws StartException {
    var logging = Logging.ofProcess();
    logging.setLevel(options.logLevel());
    useOutput(logging, options);
    var server =
        new ServerProcess(
            () -> again(arguments), options, FilterCatalog.ALL, hosts, logging, console::variable);
    ProcessSignals.subscribe("TERM", server::stop);
    ProcessSignals.subscribe("INT", server::stop);
    ProcessSignals.subscribe("HUP", server::reload);
    try {
      return server.run();
    } catch (CodebaseException failure) {
      logging.flush(FLUSH_LIMIT);
      console.err().println(DiagnosticText.of(failure, folder(options)));
      return ServerProcess.exitCode(failure).number();
    } catch (RuntimeException failure) {
      LoggerFactory.getLogger("pipy.start").error("the server failed; this is a bug", failure);
      return ExitCode.INTERNAL.number();
    } catch (InterruptedException expected) {
      Thread.currentThread().interrupt();
      return ExitCode.FORCED.number();
    } finally {
      logging.flush(FLUSH_LIMIT);
    }
  }

  private static void useOutput(Logging logging, ServerOptions options) throws StartException {
    try {
      logging.use(options.log());
    } catch (IOException failure) {
      throw new StartException(
          ExitCode.CODEBASE,
          "--log-file: " + options.log().file() + " cannot be written: " + failure);
    }
  }

  /// What the same command line asks for now: files and the environment may have changed.
  private ServerOptions again(String... arguments) throws StartException {
    if (new CommandLineSyntax(console).parse(arguments) instanceof Request.Run(var options)) {
      return options;
    }
    throw new IllegalStateException("the command line asked for a server before");
  }

  private static String folder(ServerOptions options) throws StartException {
    var codebase = StartCodebase.of(options);
    return codebase == null ? "" : codebase.folderText();
  }
}
