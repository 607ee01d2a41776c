package dev.pipy.script;

import java.util.Map;

/// What the prelude of one realm calls, and of it what has to be started and freed. Confined to the
/// realm.
final class PreludeFunctions {

  private final TreeFunctions trees = new TreeFunctions();
  private final WorkingFolder workingFolder;
  private final StatsFunctions stats;
  private final LoggerFunctions loggers;
  private final TimerFunctions timers;
  private final SqliteFunctions databases;
  private final Map<String, Object> byName;

  /// @param workers how many there are
  PreludeFunctions(ScriptRealm realm, int workers) {
    var services = realm.services();
    workingFolder = new WorkingFolder(services.codebase().folder());
    stats = new StatsFunctions(realm, trees, workers);
    loggers = new LoggerFunctions(realm.engine().logTargets(), services, workingFolder, trees);
    timers = new TimerFunctions(realm, trees);
    databases = new SqliteFunctions(services, workingFolder, trees);
    byName =
        Map.ofEntries(
            Map.entry("bytes", new BytesFunctions()),
            Map.entry("trees", trees),
            Map.entry("crypto", new CryptoFunctions()),
            Map.entry("events", new EventFunctions(realm)),
            Map.entry("builders", new BuilderFunctions(realm)),
            Map.entry("calls", new CallFunctions(realm)),
            Map.entry("log", new LogFunctions(services)),
            Map.entry("files", new FileFunctions(services, workingFolder, trees)),
            Map.entry("addresses", new AddressFunctions()),
            Map.entry("compression", new CompressionFunctions(trees)),
            Map.entry("hessian", new HessianFunctions(trees)),
            Map.entry("resp", new RespFunctions(trees)),
            Map.entry("protobuf", new ProtobufFunctions(trees)),
            Map.entry("xml", new XmlFunctions()),
            Map.entry("databases", databases),
            Map.entry("loggers", loggers),
            Map.entry("metrics", stats),
            Map.entry("shared", new SharedMapFunctions(realm.engine().sharedMaps(), trees)),
            Map.entry("terminal", new TerminalFunctions(services, trees)),
            Map.entry("timers", timers),
            Map.entry("agents", new AgentFunctions(realm, trees)),
            Map.entry("listeners", new ListenerFunctions(realm, trees)),
            Map.entry("connections", new ConnectionFunctions(realm)),
            Map.entry("runs", new RunFunctions(realm, trees)),
            Map.entry("names", new NameFunctions(realm)),
            Map.entry("processes", new ProcessFunctions(services, workingFolder, trees)),
            Map.entry("yaml", new YamlFunctions(trees)),
            Map.entry("quotas", new QuotaFunctions(realm)),
            Map.entry("program", new ProgramFunctions(realm, trees, workers)));
  }

  /// By the name that files of the prelude know each by.
  Map<String, Object> byName() {
    return byName;
  }

  /// Values of protocols on their way to scripts and back.
  TreeFunctions trees() {
    return trees;
  }

  /// Where paths of scripts begin.
  WorkingFolder workingFolder() {
    return workingFolder;
  }

  /// Timers that loading scripts made begin. On the loop.
  void start() {
    stats.start();
    timers.start();
  }

  /// Ends all that scripts left open.
  void close() {
    stats.close();
    loggers.close();
    timers.close();
    databases.close();
  }
}
