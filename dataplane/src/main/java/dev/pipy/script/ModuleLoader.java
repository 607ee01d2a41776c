package dev.pipy.script;

import dev.pipy.codebase.Diagnostic;
import dev.pipy.codebase.DiagnosticId;
import dev.pipy.codebase.SourceLocation;
import dev.pipy.filter.spec.Spelling;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/// Loads the modules of a realm, each once, and binds what they export and import. The realm is
/// entered.
final class ModuleLoader {

  /// The index of what is none; its variables are none of any context.
  private static final int NO_MODULE = -1;

  private final ScriptRealm realm;
  private final Map<String, ScriptModule> modules = new LinkedHashMap<>();
  private final Map<String, ModuleText> texts = new HashMap<>();
  private final ArrayDeque<Loading> loading = new ArrayDeque<>();
  private final List<Diagnostic> findings = new ArrayList<>();
  private Mentions mentions = Mentions.NONE;

  /// A module whose top level is running.
  private record Loading(ScriptModule module, Function<ScriptModule, ConfigurationSink> sinks) {}

  ModuleLoader(ScriptRealm realm) {
    this.realm = realm;
  }

  @Nullable ScriptModule load(String name, Function<ScriptModule, ConfigurationSink> sinks) {
    var asked = loading.isEmpty() ? null : realm.here();
    var path = ScriptRealm.normalize(name);
    var content = path == null ? null : realm.codebase().read(path);
    if (path == null || content == null) {
      var missing = (path == null ? name : path) + " is not in the codebase";
      var at = asked == null ? new SourceLocation(path == null ? name : path, 0, 0) : asked;
      realm.found(DiagnosticId.FILE_MISSING, missing, at, "");
      return null;
    }
    var known = modules.get(path);
    if (known != null) {
      if (known.state() == ScriptModule.State.LOADING) {
        realm.found(
            DiagnosticId.SCRIPT_FAILED, "cyclic load: " + path + " is still loading", asked, "");
      }
      return known.state() == ScriptModule.State.LOADED ? known : null;
    }
    var module = new ScriptModule(path, modules.size());
    modules.put(path, module);
    loading.push(new Loading(module, sinks));
    var reached = ScriptModule.State.FAILED;
    try {
      reached = run(module, new String(content, StandardCharsets.UTF_8));
    } finally {
      loading.pop();
      module.state(reached);
    }
    return reached == ScriptModule.State.LOADED ? module : null;
  }

  /// Whether a module ran to its end, with or without something wrong in it.
  boolean hasRun(String path) {
    var module = modules.get(path);
    return module != null
        && (module.state() == ScriptModule.State.LOADED
            || module.state() == ScriptModule.State.UNSOUND);
  }

  /// The code of a file that is an expression. Throws IllegalArgumentException with what is wrong
  /// with it.
  String expression(String path, String text) {
    try {
      var result = ModuleRewriter.rewrite(path, text, new ContextSlots(NO_MODULE), globals());
      if (!result.findings().isEmpty()) {
        var finding = result.findings().getFirst();
        throw new IllegalArgumentException(
            result.text().at(finding.offset()) + ": " + finding.message());
      }
      texts.put(path, result.text());
      return result.text().rewritten();
    } catch (ModuleRewriter.SyntaxException failure) {
      var at = new SourceLocation(path, failure.line(), failure.column());
      throw new IllegalArgumentException(at + ": " + failure.getMessage(), failure);
    }
  }

  /// What `pipy()` makes right now; null if no module is loading.
  @Nullable Builder open() {
    var current = loading.peek();
    return current == null
        ? null
        : new Builder(current.module(), current.sinks().apply(current.module()));
  }

  ScriptModule module(String path) {
    var module = modules.get(path);
    if (module == null) {
      throw new IllegalStateException(path + " is no module");
    }
    return module;
  }

  @Nullable ModuleText text(String path) {
    return texts.get(path);
  }

  List<Diagnostic> findings() {
    return findings;
  }

  void found(Diagnostic finding) {
    if (finding.id() == DiagnosticId.SCRIPT_FAILED
        && finding.line() > 0
        && findings.stream().anyMatch(known -> known.place().equals(finding.place()))) {
      // the text told of it already: a name that is not declared
      return;
    }
    findings.add(finding);
  }

  private long errors() {
    return findings.stream().filter(Diagnostic::isError).count();
  }

  Mentions mentions() {
    return mentions;
  }

  /// The property that holds a module's variable.
  Optional<String> keyOf(ScriptModule module, String name) {
    var rewritten = module.rewritten();
    return rewritten == null
        ? Optional.empty()
        : rewritten.names().find(name).map(variable -> module.slots().key(variable));
  }

  /// Checks exports and imports; returns the properties of all variables.
  Set<String> bindVariables() {
    var exporters = new HashMap<String, ScriptModule>();
    var keys = new TreeSet<String>();
    eachVariable((module, variable) -> {
      var key = module.slots().key(variable);
      if (variable.kind() == VariableNames.Kind.EXPORTED) {
        var other = exporters.putIfAbsent(key, module);
        if (other != null) {
          mismatch(
              module,
              variable,
              "duplicated variable exporting name "
                  + variable.name()
                  + " from "
                  + module.path()
                  + " (also exported by "
                  + other.path()
                  + ")",
              "export it from one module, import it in the other");
        }
      }
      keys.add(key);
    });
    eachVariable((module, variable) -> {
      if (variable.kind() == VariableNames.Kind.IMPORTED
          && !exporters.containsKey(module.slots().key(variable))) {
        mismatch(
            module,
            variable,
            "cannot import variable " + variable.name() + " in " + module.path(),
            exportedLike(variable, exporters.keySet()));
      }
    });
    return keys;
  }

  private ScriptModule.State run(ScriptModule module, String text) {
    var rewritten = rewrite(module, text);
    if (rewritten == null || !rewritten.isRunnable()) {
      return ScriptModule.State.FAILED;
    }
    boolean isSound =
        rewritten.findings().stream()
            .allMatch(finding -> finding.id() == DiagnosticId.UNDECLARED_NAME);
    var before = errors();
    try {
      var source =
          Source.newBuilder("js", rewritten.text().rewritten(), module.path()).buildLiteral();
      var functions = realm.functions();
      functions.need().executeVoid(realm.engine().prelude().needs(rewritten.text().rewritten()));
      var result = realm.context().eval(source).execute(functions.current(), functions.identity());
      if (!functions.isConfiguration().execute(result).asBoolean()) {
        notAConfiguration(module, result);
        return ScriptModule.State.FAILED;
      }
    } catch (PolyglotException failure) {
      found(syntaxOrFailure(failure, module));
      return ScriptModule.State.FAILED;
    }
    return isSound && errors() == before ? ScriptModule.State.LOADED : ScriptModule.State.UNSOUND;
  }

  private ModuleRewriter.@Nullable Result rewrite(ScriptModule module, String text) {
    ModuleRewriter.Result result;
    try {
      result = ModuleRewriter.rewrite(module.path(), text, module.slots(), globals());
    } catch (ModuleRewriter.SyntaxException failure) {
      var at = new SourceLocation(module.path(), failure.line(), failure.column());
      realm.found(DiagnosticId.SYNTAX_ERROR, String.valueOf(failure.getMessage()), at, "");
      return null;
    }
    module.rewritten(result);
    texts.put(module.path(), result.text());
    mentions = mentions.and(result.mentions());
    for (var finding : result.findings()) {
      var at = result.text().at(finding.offset());
      realm.found(finding.id(), finding.message(), at, finding.suggestion());
    }
    return result;
  }

  /// What the parser passed over, such as a bad regular expression, the engine finds.
  private Diagnostic syntaxOrFailure(PolyglotException failure, ScriptModule module) {
    var at = failure.getSourceLocation();
    var finding = realm.failures().finding(failure, module.path());
    return failure.isSyntaxError() && realm.isUserCode(at)
        ? new Diagnostic(
            finding.severity(),
            DiagnosticId.SYNTAX_ERROR,
            finding.message().replaceFirst("^SyntaxError: \\S+:\\d+:\\d+ ", ""),
            finding.path(),
            finding.line(),
            finding.column(),
            finding.codeFrame(),
            finding.suggestion())
        : finding;
  }

  private void notAConfiguration(ScriptModule module, Value result) {
    var shown = realm.functions().describe().execute(result).asString();
    realm.found(
        DiagnosticId.NOT_A_CONFIGURATION,
        "the script's value is not a Configuration but " + shown,
        new SourceLocation(module.path(), 1, 1),
        "end the script with the pipy() chain");
  }

  private Set<String> globals() {
    var names = new HashSet<String>();
    var all = realm.context().eval("js", "Object.getOwnPropertyNames(globalThis)");
    for (long i = 0; i < all.getArraySize(); i++) {
      names.add(all.getArrayElement(i).asString());
    }
    return names;
  }

  private void eachVariable(BiConsumer<ScriptModule, VariableNames.Declaration> action) {
    for (var module : modules.values()) {
      var rewritten = module.rewritten();
      if (rewritten != null) {
        for (var variable : rewritten.names().declarations()) {
          action.accept(module, variable);
        }
      }
    }
  }

  /// What to do about an import that nothing exports.
  private String exportedLike(VariableNames.Declaration wanted, Set<String> exported) {
    var exports = new TreeSet<String>();
    eachVariable((module, variable) -> {
      if (variable.kind() == VariableNames.Kind.EXPORTED
          && exported.contains(module.slots().key(variable))) {
        exports.add(variable.namespace() + "." + variable.name());
      }
    });
    var advice = Spelling.advice(wanted.namespace() + "." + wanted.name(), exports);
    return advice.isEmpty()
        ? "a module that is loaded must .export('%s', { %s: ... })"
            .formatted(wanted.namespace(), wanted.name())
        : advice;
  }

  private void mismatch(
      ScriptModule module, VariableNames.Declaration variable, String message, String advice) {
    var rewritten = module.rewritten();
    var at = rewritten == null ? null : rewritten.text().at(variable.offset());
    realm.found(DiagnosticId.EXPORT_MISMATCH, message, at, advice);
  }
}
