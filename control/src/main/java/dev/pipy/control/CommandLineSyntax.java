package dev.pipy.control;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/// The options of `pipy`, declared without annotations so that a start needs no reflection. Each
/// that takes a value, and each flag that is no request of its own, is also an environment variable
/// and a key of the configuration file.
final class CommandLineSyntax {

  /// May be given several times.
  static final String ADMIN_PORT = "--admin-port";

  /// Ask for something other than a server.
  private static final List<String> REQUESTS =
      List.of(
          "--check-config",
          "--check-store",
          "--verify",
          "--strict",
          "--list-filters",
          "--help-filters",
          "--types",
          "--version",
          "--help");

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
        .customSynopsis("pipy [options] [script.js | directory | URL [arguments]]")
        .width(100)
        .sortOptions(false)
        .footer(
            "%nEach option is also an environment variable, such as PIPY_LOG_LEVEL, and a key of the"
                + " file of%n--config, such as log-level. The command line counts before the"
                + " environment, that before the file."
                + "%n%nWithout a script, directory or URL, waits for deployments by pipyctl on"
                + " 127.0.0.1:6060."
                + "%n%nExamples:"
                + "%n  pipy tutorial/01-hello/main.js"
                + "%n  pipy --threads=max --admin-port=6060 ./proxy"
                + "%n  pipy http://repo.example/proxy/"
                + "%n  pipy --config=/etc/pipy/pipy.yaml"
                + "%n  pipy");
    return spec.addPositional(
            PositionalParamSpec.builder()
                .index("0")
                .arity("0..1")
                .paramLabel("script.js | directory | URL")
                .type(String.class)
                .description(
                    "A script, whose folder is the codebase, or a folder with a main.js or only"
                        + " one .js file; or a URL of either, a folder's with '/' at its end.")
                .build())
        .addPositional(
            PositionalParamSpec.builder()
                .index("1..*")
                .arity("0..*")
                .paramLabel("arguments")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .hideParamSyntax(true)
                .description(
                    "What scripts see as pipy.argv; behind '--' they may look like options.")
                .build())
        .addOption(value("--config", "file", "", "Reads options from a file of YAML or JSON."))
        .addOption(value("--threads", "N|max", "1", "Number of workers, or one per processor."))
        .addOption(
            OptionSpec.builder(ADMIN_PORT)
                .paramLabel("[ip:]port|unix:PATH")
                .arity("1")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .hideParamSyntax(true)
                .description(
                    "Opens the control API beside a codebase as well. May be given several times.")
                .build())
        .addOption(flag("Does not open the control API.", "--admin-port-off"))
        .addOption(
            value(
                "--admin-auth",
                "token|none",
                "token",
                "What callers of the control API must show: the token that the server writes to"
                    + " its state directory, or nothing."))
        .addOption(
            value(
                "--admin-token-file",
                "file",
                "",
                "Takes that token from a file, rather than a new one at each start."))
        .addOption(
            value("--admin-cert", "file", "", "Certificate chain of the control API, for TLS."))
        .addOption(value("--admin-key", "file", "", "Private key of that certificate."))
        .addOption(
            value(
                "--admin-client-ca",
                "file",
                "",
                "Authorities whose client certificates do in place of the token."))
        .addOption(
            value(
                "--admin-change-rate",
                "N",
                "100",
                "Changes that one client of the control API may ask for in a second."))
        .addOption(
            value(
                "--ops-address",
                "[ip:]port",
                "",
                "Serves /metrics, /livez, /readyz and /startupz over plain HTTP, on 127.0.0.1 unless"
                    + " an address is given. Default: nowhere."))
        .addOption(
            value(
                "--script-access",
                "full|read|none",
                "full",
                "What scripts may do to this machine: all that the process may; read files and the"
                    + " environment; or neither. Without full, they run no program and write no"
                    + " file."))
        .addOption(
            value(
                "--state-dir",
                "directory",
                "",
                "Where tokens and deployed codebases are kept. Default: $XDG_STATE_HOME/pipy, else"
                    + " ~/.local/state/pipy."))
        .addOption(value("--log-level", "debug|info|warn|error", "info", "Lowest level to log."))
        .addOption(value("--log-format", "text|json", "text", "How lines of the log look."))
        .addOption(
            value(
                "--log-file",
                "file",
                "",
                "Appends the log to a file, which is opened anew at SIGHUP, rather than to standard"
                    + " error."))
        .addOption(value("--instance-name", "name", "", "Names this server in logs of JSON."))
        .addOption(
            value(
                "--drain-timeout",
                "duration",
                "30s",
                "How long connections may go on when their codebase is replaced or the server"
                    + " ends."))
        .addOption(
            value(
                "--pre-stop-delay",
                "duration",
                "0s",
                "How long the server goes on when it shall end, with health checks failing, before"
                    + " connections drain."))
        .addOption(
            value(
                "--keep-warm",
                "duration",
                "30m",
                "How long the revision before the active one is kept loaded, so that a rollback to"
                    + " it takes milliseconds; 0s keeps none."))
        .addOption(
            flag(
                "Has metrics under the original's names, too, for dashboards that know those.",
                "--metrics-compat"))
        .addOption(
            value(
                "--poll-interval",
                "duration",
                "5s",
                "How often a codebase behind a URL is looked at for changes."))
        .addOption(flag("Accepted; workers share ports anyway.", "--reuse-port"))
        .addOption(flag("Prints each option's value and who set it.", "--check-config"))
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
        .addOption(
            OptionSpec.builder("--check-store")
                .arity("0..1")
                .paramLabel("directory")
                .type(String.class)
                .fallbackValue("")
                .description(
                    "Checks the stores of deployed codebases in the state directory, or one, and"
                        + " changes nothing; exits with 4 if something is missing or damaged.")
                .build())
        .addOption(flag("Prints the versions.", "-v", "--version"))
        .addOption(flag("Prints this text.", "-h", "--help"));
  }

  private static OptionSpec value(String name, String label, String standard, String description) {
    var option =
        OptionSpec.builder(name)
            .paramLabel(label)
            .arity("1")
            .type(String.class)
            .hideParamSyntax(true)
            .description(
                description.replace("%", "%%")
                    + (standard.isEmpty() ? "" : " Default: " + standard + "."));
    return (standard.isEmpty() ? option : option.defaultValue(standard)).build();
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

  /// The options that are settings, in the order of the usage text.
  List<OptionSpec> settings() {
    return syntax.getCommandSpec().options().stream()
        .filter(option -> !REQUESTS.contains(option.longestName()))
        .toList();
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
      return new Request.HelpFilters(result.matchedOptionValue("--help-filters", ""));
    }
    if (result.hasMatchedOption("--types")) {
      return new Request.Types(folder(result));
    }
    var settings = new SettingSources(result, settings(), console).gather();
    var options = ServerOptions.of(settings, console);
    if (result.hasMatchedOption("--check-store")) {
      var folder = result.matchedOptionValue("--check-store", "");
      return new Request.CheckStore(folder.isEmpty() ? options.stateDirectory() : Path.of(folder));
    }
    if (result.hasMatchedOption("--verify")) {
      if (options.codebase() == null) {
        throw usage("--verify: missing (expected: a script or a directory to check)");
      }
      return new Request.Verify(options, result.hasMatchedOption("--strict"));
    }
    if (result.hasMatchedOption("--strict")) {
      throw usage("--strict: goes together with --verify only");
    }
    return result.hasMatchedOption("--check-config")
        ? new Request.CheckConfig(options)
        : new Request.Run(options);
  }

  private static StartException usage(String message) {
    return new StartException(ExitCode.USAGE, message);
  }

  private static @Nullable Path folder(ParseResult result) {
    String path = result.matchedPositionalValue(0, "");
    return path.isEmpty() ? null : Path.of(path);
  }
}
