package dev.pipy.control;

import dev.pipy.DataPlaneOptions;
import dev.pipy.filter.spec.Quantity;
import dev.pipy.pipeline.SystemAccess;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/// The options of `pipy`, declared without annotations so that a start needs no reflection.
final class CommandLineSyntax {

  private static final int MOST_THREADS = 1024;

  private final Console console;
  private final CommandLine syntax;

  CommandLineSyntax(Console console) {
    this.console = console;
    this.syntax = new CommandLine(spec());
  }

  private static CommandSpec spec() {
    var spec = CommandSpec.create().name("pipy");
    spec.usageMessage()
        .description("Runs a programmable network proxy.%n")
        .customSynopsis("pipy [options] [script.js | directory]")
        .width(100)
        .sortOptions(false)
        .footer(
            "%nWithout a script or directory, waits for deployments by pipyctl on 127.0.0.1:6060."
                + "%n%nExamples:"
                + "%n  pipy tutorial/01-hello/main.js"
                + "%n  pipy --threads=max --admin-port=6060 ./proxy"
                + "%n  pipy");
    return spec.addPositional(
            PositionalParamSpec.builder()
                .index("0")
                .arity("0..1")
                .paramLabel("script.js | directory")
                .type(String.class)
                .description(
                    "A script, whose folder is the codebase, or a folder with a main.js or only"
                        + " one .js file.")
                .build())
        .addOption(value("--threads", "N|max", "Number of workers, or one per processor; 1."))
        .addOption(
            value("--admin-port", "[ip:]port", "Opens the control API beside a codebase as well."))
        .addOption(flag("Does not open the control API.", "--admin-port-off"))
        .addOption(
            value(
                "--admin-auth",
                "token|none",
                "What callers of the control API must show: the token that the server writes to"
                    + " its state directory, or nothing."))
        .addOption(
            value(
                "--state-dir",
                "directory",
                "Where tokens and deployed codebases are kept. Default: $PIPY_STATE_DIR, else"
                    + " $XDG_STATE_HOME/pipy, else ~/.local/state/pipy."))
        .addOption(value("--log-level", "debug|info|warn|error", "Lowest level to log; info."))
        .addOption(
            value(
                "--drain-timeout",
                "duration",
                "How long connections may go on when their codebase is replaced or the server"
                    + " ends; 30s."))
        .addOption(
            value(
                "--script-access",
                "full|read|none",
                "What scripts may do to this machine: all that the process may (the default); read"
                    + " files and the environment; or neither. Without full, they run no program and"
                    + " write no file."))
        .addOption(flag("Accepted; workers share ports anyway.", "--reuse-port"))
        .addOption(
            flag(
                "Checks all of the script or directory, prints what it finds, and runs nothing: ends"
                    + " with 0, or 3 if it could not run.",
                "--verify"))
        .addOption(flag("With --verify: warnings count as errors.", "--strict"))
        .addOption(flag("Lists the filters.", "--list-filters"))
        .addOption(
            OptionSpec.builder("--help-filters")
                .arity("0..1")
                .paramLabel("name")
                .type(String.class)
                .fallbackValue("")
                .description("Explains one filter, or all.")
                .build())
        .addOption(
            flag(
                "Prints declarations in TypeScript, of the codebase's variables too: for a file"
                    + " pipy.d.ts that editors and tsc read.",
                "--types"))
        .addOption(flag("Prints the versions.", "-v", "--version"))
        .addOption(flag("Prints this text.", "-h", "--help"));
  }

  private static OptionSpec value(String name, String label, String description) {
    return OptionSpec.builder(name)
        .paramLabel(label)
        .arity("1")
        .type(String.class)
        .hideParamSyntax(true)
        .description(description.replace("%", "%%"))
        .build();
  }

  private static OptionSpec flag(String description, String... names) {
    return OptionSpec.builder(names)
        .arity("0")
        .type(boolean.class)
        .description(description)
        .build();
  }

  /// The usage text.
  String usage() {
    return syntax.getUsageMessage(CommandLine.Help.Ansi.OFF);
  }

  /// Throws StartException for values that cannot be read, picocli's exception for the rest.
  Request parse(String... arguments) throws StartException {
    var result = syntax.parseArgs(arguments);
    if (result.hasMatchedOption("--help")) {
      return new Request.Help();
    }
    if (result.hasMatchedOption("--version")) {
      return new Request.ShowVersion();
    }
    if (result.hasMatchedOption("--list-filters")) {
      return new Request.ListFilters();
    }
    if (result.hasMatchedOption("--help-filters")) {
      return new Request.HelpFilters(text(result, "--help-filters"));
    }
    if (result.hasMatchedOption("--types")) {
      return new Request.Types(codebase(result));
    }
    if (result.hasMatchedOption("--verify")) {
      return verification(result);
    }
    if (result.hasMatchedOption("--strict")) {
      throw usage("--strict: goes together with --verify only");
    }
    return new Request.Run(options(result));
  }

  private Request verification(ParseResult result) throws StartException {
    var options = options(result);
    if (options.codebase() == null) {
      throw usage("--verify: missing (expected: a script or a directory to check)");
    }
    return new Request.Verify(options, result.hasMatchedOption("--strict"));
  }

  private static @Nullable Path codebase(ParseResult result) {
    String path = result.matchedPositionalValue(0, "");
    return path.isEmpty() ? null : Path.of(path);
  }

  private ServerOptions options(ParseResult result) throws StartException {
    var codebase = codebase(result);
    return new ServerOptions(
        codebase,
        adminAddress(result, codebase != null),
        requiresToken(text(result, "--admin-auth")),
        stateDirectory(text(result, "--state-dir")),
        threads(text(result, "--threads")),
        logLevel(text(result, "--log-level")),
        drainLimit(text(result, "--drain-timeout")),
        scriptAccess(text(result, "--script-access")));
  }

  private static String text(ParseResult result, String option) {
    return result.matchedOptionValue(option, "");
  }

  private static @Nullable InetSocketAddress adminAddress(ParseResult result, boolean hasCodebase)
      throws StartException {
    var asked = text(result, "--admin-port");
    boolean isOff = result.hasMatchedOption("--admin-port-off");
    if (isOff && !asked.isEmpty()) {
      throw usage("--admin-port-off: does not go together with --admin-port");
    }
    if (isOff) {
      return null;
    }
    if (asked.isEmpty()) {
      return hasCodebase ? null : AdminAddress.standard();
    }
    return AdminAddress.parse(asked);
  }

  private static boolean requiresToken(String text) throws StartException {
    return switch (text) {
      case "", "token" -> true;
      case "none" -> false;
      default -> throw usage("--admin-auth: " + text + " (expected: token or none)");
    };
  }

  private Path stateDirectory(String text) {
    if (!text.isEmpty()) {
      return Path.of(text);
    }
    var own = console.variable("PIPY_STATE_DIR");
    if (!own.isEmpty()) {
      return Path.of(own);
    }
    var state = console.variable("XDG_STATE_HOME");
    if (!state.isEmpty()) {
      return Path.of(state, "pipy");
    }
    var home = console.variable("HOME");
    return Path.of(home.isEmpty() ? System.getProperty("user.home") : home, ".local/state/pipy");
  }

  private static int threads(String text) throws StartException {
    if (text.isEmpty()) {
      return DataPlaneOptions.DEFAULT.workers();
    }
    if (text.equals("max")) {
      return Runtime.getRuntime().availableProcessors();
    }
    if (text.matches("[1-9][0-9]{0,3}") && Integer.parseInt(text) <= MOST_THREADS) {
      return Integer.parseInt(text);
    }
    throw usage("--threads: " + text + " (expected: 1 to " + MOST_THREADS + ", or max)");
  }

  private static Level logLevel(String text) throws StartException {
    return switch (text) {
      case "debug" -> Level.DEBUG;
      case "", "info" -> Level.INFO;
      case "warn" -> Level.WARN;
      case "error" -> Level.ERROR;
      default -> throw usage("--log-level: " + text + " (expected: debug, info, warn or error)");
    };
  }

  private static Duration drainLimit(String text) throws StartException {
    if (text.isEmpty()) {
      return DataPlaneOptions.DEFAULT.drainLimit();
    }
    var duration = Quantity.duration(text);
    if (duration == null) {
      throw usage("--drain-timeout: " + text + " (expected: a duration such as 30s or 2m)");
    }
    return duration;
  }

  private static SystemAccess scriptAccess(String text) throws StartException {
    return switch (text) {
      case "", "full" -> SystemAccess.FULL;
      case "read" -> SystemAccess.READ;
      case "none" -> SystemAccess.NONE;
      default -> throw usage("--script-access: " + text + " (expected: full, read or none)");
    };
  }

  private static StartException usage(String message) {
    return new StartException(ExitCode.USAGE, message);
  }
}
