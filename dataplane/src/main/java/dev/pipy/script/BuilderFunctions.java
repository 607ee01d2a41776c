package dev.pipy.script;

import dev.pipy.codebase.DiagnosticId;
import dev.pipy.codebase.SourceLocation;
import dev.pipy.filter.spec.Spelling;
import dev.pipy.pipeline.Rendezvous;
import java.util.ArrayList;
import java.util.List;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/// What the prelude's `pipy` and `Configuration` are made of. Public because the prelude calls it.
public final class BuilderFunctions {

  private final ScriptRealm realm;

  BuilderFunctions(ScriptRealm realm) {
    this.realm = realm;
  }

  /// The names of the builder methods, separated by spaces: one text costs far less than an array
  /// that scripts would read member by member.
  @HostAccess.Export
  public String methods() {
    return String.join(" ", realm.engine().builderMethods());
  }

  /// What a new `Configuration` stands for; null while no script loads.
  @HostAccess.Export
  public @Nullable Object open() {
    return realm.loader().open();
  }

  /// The property that holds a context variable; without a namespace a private one.
  @HostAccess.Export
  public String slot(Object builder, @Nullable String namespace, String name) {
    return ((Builder) builder).module().slots().key(namespace == null ? "" : namespace, name);
  }

  /// A builder call.
  @HostAccess.Export
  public void call(Object builder, String method, Value arguments) {
    var neutral = new ArrayList<@Nullable Object>();
    for (long i = 0; i < arguments.getArraySize(); i++) {
      neutral.add(realm.values().fromScript(arguments.getArrayElement(i)));
    }
    ((Builder) builder).sink().call(method, neutral, here());
  }

  /// A call of a method that does not exist.
  @HostAccess.Export
  public void unknown(Object builder, String method) {
    var candidates = new ArrayList<>(realm.engine().builderMethods());
    candidates.addAll(List.of("export", "import", "repeat"));
    realm.found(
        DiagnosticId.UNKNOWN_FILTER,
        "no filter is named " + method,
        here(),
        Spelling.advice(method, candidates));
  }

  private SourceLocation here() {
    var here = realm.here();
    return here == null ? new SourceLocation("/", 0, 0) : here;
  }

  /// What a `Swap` is made of.
  @HostAccess.Export
  public Object newRendezvous() {
    return new Rendezvous();
  }
}
