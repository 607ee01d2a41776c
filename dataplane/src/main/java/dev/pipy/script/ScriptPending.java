package dev.pipy.script;

import dev.pipy.pipeline.CallFailure;
import dev.pipy.pipeline.Pending;
import dev.pipy.pipeline.StreamContext;
import java.util.function.Consumer;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/// A promise that a callback returned. Public because the prelude calls it.
public final class ScriptPending implements Pending {

  private final ScriptRealm realm;
  private final ScriptCallback callback;
  private @Nullable Outcome outcome;
  private @Nullable StreamContext context;
  private @Nullable Consumer<Outcome> listener;

  /// How a promise was settled: with a value, or with a failure.
  private record Outcome(@Nullable Object value, @Nullable CallFailure failure) {}

  ScriptPending(ScriptRealm realm, ScriptCallback callback) {
    this.realm = realm;
    this.callback = callback;
  }

  /// The promise was fulfilled.
  @HostAccess.Export
  public void fulfil(Value value) {
    settle(new Outcome(realm.values().fromScript(value), null));
  }

  /// The promise was rejected; reports it.
  @HostAccess.Export
  public void reject(Value reason) {
    settle(new Outcome(null, realm.failures().report(thrown(reason), callback)));
  }

  @Override
  public void whenSettled(Consumer<@Nullable Object> onValue, Consumer<CallFailure> onFailure) {
    listener =
        settled -> {
          if (settled.failure() == null) {
            onValue.accept(settled.value());
          } else {
            onFailure.accept(settled.failure());
          }
        };
    if (outcome != null) {
      deliver(outcome);
    }
  }

  /// Notes whose variables the function may change before it is done.
  ScriptPending in(StreamContext context) {
    this.context = context;
    return this;
  }

  boolean isSettled() {
    return outcome != null;
  }

  /// The value of a settled promise; throws its failure.
  @Nullable Object value() {
    if (outcome == null) {
      throw new IllegalStateException("not settled");
    }
    if (outcome.failure() != null) {
      throw outcome.failure();
    }
    return outcome.value();
  }

  private void settle(Outcome reached) {
    outcome = reached;
    if (context != null) {
      context.changes().note(realm.worker());
    }
    deliver(reached);
  }

  private void deliver(Outcome reached) {
    var waiting = listener;
    if (waiting != null) {
      listener = null;
      realm.worker().loop().execute(() -> waiting.accept(reached));
    }
  }

  /// The exception that brought a reason about, with its stack.
  private static RuntimeException thrown(Value reason) {
    try {
      return reason.isException() ? reason.throwException() : new RejectedValue(reason);
    } catch (PolyglotException thrown) {
      return thrown;
    }
  }

  /// A promise was rejected with something that is not an error.
  static final class RejectedValue extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient Value reason;

    RejectedValue(Value reason) {
      super(null, null, false, false);
      this.reason = reason;
    }

    Value reason() {
      return reason;
    }
  }
}
