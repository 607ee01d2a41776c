package dev.pipy.ctl.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_OPTION_LIST;
import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_OPTION_LIST_HEADING;

import dev.pipy.ctl.host.Host;
import dev.pipy.ctl.output.OutputFormat;
import dev.pipy.ctl.scaffold.Template;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.OptionSpec;

/// All commands. A tree serves one command line; the next one gets a tree of its own.
public final class CommandTree {

  private CommandTree() {}

  /// The commands of the process.
  public static CommandLine forProcess(Host host) {
    return forProcess(host, _ -> true);
  }

  /// Likewise, for one line: a command that none of its words names is only listed.
  public static CommandLine forLine(Host host, List<String> words) {
    // these show other commands, and a file may name any
    boolean any =
        words.contains("help")
            || words.contains("man")
            || words.stream().anyMatch(word -> word.startsWith("@"));
    return forProcess(host, any ? _ -> true : words::contains);
  }

  private static CommandLine forProcess(Host host, Predicate<String> isMeant) {
    GlobalOptions options = new GlobalOptions();
    Session session = new Session(host, options);
    ShellCommand shell = new ShellCommand(session);
    Commands tree =
        common(session, new PipyctlCommand(session, options, shell::startWithoutScript), isMeant);
    tree.addSubcommand(shell);
    tree.addSubcommand(new CompletionCommand(session));
    return finished(tree.root(), session);
  }

  /// The commands of a line within a shell.
  public static CommandLine forShell(Host host) {
    GlobalOptions options = new GlobalOptions();
    Session session = new Session(host, options);
    Commands tree = common(session, new PipyctlCommand(session, options, () -> 0), _ -> true);
    return finished(tree.root(), session);
  }

  /// What a command line without options works with in these surroundings.
  static Session sessionOf(Host host) {
    GlobalOptions options = new GlobalOptions();
    Session session = new Session(host, options);
    CommandLine root = new CommandLine(new PipyctlCommand(session, options, () -> 0));
    finished(root, session).parseArgs();
    return session;
  }

  private static Commands common(Session session, PipyctlCommand root, Predicate<String> isMeant) {
    Commands tree = new Commands(new CommandLine(root), isMeant);
    tree.addSubcommand(new InitCommand(session));
    tree.addSubcommand(new DevCommand(session));
    tree.addSubcommand(new DeployCommand(session));
    tree.addSubcommand(new DiffCommand(session));
    tree.addSubcommand(new ValidateCommand(session));
    tree.addSubcommand(new StatusCommand(session));
    tree.addSubcommand(new HistoryCommand(session));
    tree.addSubcommand(new RollbackCommand(session));
    tree.addSubcommand(
        new RevisionsCommand(),
        new RevisionsCommand.ListCommand(session),
        new RevisionsCommand.ShowCommand(session),
        new RevisionsCommand.DeleteCommand(session));
    tree.addSubcommand(
        new FilesCommand(),
        new FilesCommand.LsCommand(session),
        new FilesCommand.CatCommand(session));
    tree.addSubcommand(new PullCommand(session));
    tree.addSubcommand(new StopCommand(session));
    tree.addSubcommand(new StartCommand(session));
    tree.addSubcommand(new DrainCommand(session));
    tree.addSubcommand(new UndrainCommand(session));
    tree.addSubcommand(new WaitCommand(session));
    tree.addSubcommand(new ProgramsCommand(session));
    tree.addSubcommand(new GraphCommand(session));
    tree.addSubcommand(new ListenersCommand(session));
    tree.addSubcommand(new ConnectionsCommand(session), new CloseConnectionsCommand(session));
    tree.addSubcommand(new UpstreamsCommand(session));
    tree.addSubcommand(new GenerationsCommand(session));
    tree.addSubcommand(new TapCommand(session));
    tree.addSubcommand(new LogsCommand(session));
    tree.addSubcommand(new LogLevelCommand(session));
    tree.addSubcommand(new EventsCommand(session));
    tree.addSubcommand(new TopCommand(session));
    tree.addSubcommand(new StatsCommand(session));
    tree.addSubcommand(new MetricsCommand(session));
    tree.addSubcommand(new FiltersCommand(session));
    tree.addSubcommand(new ExplainCommand(session));
    tree.addSubcommand(new ConfigCommand(session));
    tree.addSubcommand(new DoctorCommand(session));
    tree.addSubcommand(
        new DebugCommand(),
        new DebugCommand.BundleCommand(session),
        new DebugCommand.ThreadsCommand(session));
    tree.addSubcommand(new TypesCommand(session));
    tree.addSubcommand(new ManCommand(session, tree.root()));
    tree.addSubcommand(new VersionCommand(session));
    tree.addSubcommand(new HelpCommand(session, tree.root()));
    return tree;
  }

  private static CommandLine finished(CommandLine tree, Session session) {
    Host host = session.host();
    FailureHandling handling = new FailureHandling(session);
    tree.registerConverter(Duration.class, Durations::parse);
    tree.registerConverter(OutputFormat.class, new Choice<>(OutputFormat.class));
    tree.registerConverter(ColorChoice.class, new Choice<>(ColorChoice.class));
    tree.registerConverter(LogsCommand.Level.class, new Choice<>(LogsCommand.Level.class));
    tree.registerConverter(Template.class, new Choice<>(Template.class));
    tree.setDefaultValueProvider(new EnvironmentDefaults(host));
    tree.setOut(new PrintWriter(host.out(), true, UTF_8));
    tree.setErr(new PrintWriter(host.err(), true, UTF_8));
    tree.setColorScheme(
        CommandLine.Help.defaultColorScheme(ColorChoice.AUTO.applies(host) ? Ansi.ON : Ansi.OFF));
    tree.setUsageHelpAutoWidth(false);
    tree.setParameterExceptionHandler(handling::badArguments);
    tree.setExecutionExceptionHandler(handling::failed);
    tree.setExecutionStrategy(new CommandLine.RunLast());
    tree.getSubcommands().values().forEach(CommandTree::formHelp);
    return tree;
  }

  /// The help of a command lists what is special about it, and refers to the rest.
  private static void formHelp(CommandLine command) {
    command.getSubcommands().values().forEach(CommandTree::formHelp);
    command
        .getCommandSpec()
        .usageMessage()
        .abbreviateSynopsis(true)
        .sortOptions(false)
        .parameterListHeading("%n")
        .commandListHeading("%nCommands:%n")
        .footerHeading("%nExamples:%n");
    command.getHelpSectionMap().put(SECTION_KEY_OPTION_LIST_HEADING, _ -> "");
    command.getHelpSectionMap().put(SECTION_KEY_OPTION_LIST, CommandTree::ownOptions);
    command.getSubcommands().values().forEach(CommandTree::formHelp);
  }

  private static String ownOptions(CommandLine.Help help) {
    List<OptionSpec> own =
        help.commandSpec().options().stream().filter(option -> !option.inherited()).toList();
    CommandLine.Help.Layout layout = help.createDefaultLayout();
    layout.addOptions(own, help.createDefaultParamLabelRenderer());
    String heading = own.isEmpty() ? "" : "\nOptions:\n";
    return heading + layout + "\nGlobal options: pipyctl --help\n";
  }
}
