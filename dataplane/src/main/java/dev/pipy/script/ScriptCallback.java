package dev.pipy.script;

import dev.pipy.codebase.SourceLocation;
import dev.pipy.pipeline.CallFailure;
import dev.pipy.pipeline.Callback;
import dev.pipy.pipeline.Pending;
import dev.pipy.pipeline.StreamContext;
import java.util.regex.Pattern;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/// A function of a script. Equal to another if a script would say `===`.
///
/// Of the form `() => variable` it is not called at all: its context variable is read, without a
/// context to be made current and without a context to be made at all. Conditions and targets are
/// mostly of that form.
public final class ScriptCallback implements Callback {

  private static final Pattern TAKES_NOTHING = Pattern.compile("(async\\s*)?\\(\\s*\\)\\s*=>");

  private static final Pattern TAKES_PATTERN =
      Pattern.compile("(async\\b\\s*)?(function\\b[^(]*)?\\(\\s*\\{");

  private static final int NO_NUMBER = -1;

  private final ScriptRealm realm;
  private final Value function;
  private final boolean takesNothing;
  private final int parameterCount;
  private final @Nullable String variable;
  private @Nullable Value reader;
  private @Nullable Value tester;
  private @Nullable String location;
  private @Nullable String file;

  ScriptCallback(ScriptRealm realm, Value function) {
    this.realm = realm;
    this.function = function;
    var section = function.getSourceLocation();
    variable = realm.variableRead(section);
    takesNothing = section != null && TAKES_NOTHING.matcher(section.getCharacters()).lookingAt();
    var parameters = function.getMember("length");
    parameterCount =
        !takesNothing && parameters != null && parameters.fitsInInt() ? parameters.asInt() : 0;
  }

  @Override
  public @Nullable Pending run(StreamContext context, @Nullable Object argument) {
    return run(context, argument, NO_NUMBER);
  }

  @Override
  public @Nullable Pending run(StreamContext context, @Nullable Object argument, int number) {
    var outer = realm.begin(this);
    try {
      var variables = variables(context);
      var functions = realm.functions();
      if (takesNothing) {
        functions.run0().executeVoid(variables, function);
      } else if (parameterCount > 1 && number != NO_NUMBER) {
        functions
            .run2()
            .executeVoid(variables, function, realm.values().toScript(argument), number);
      } else {
        functions.run1().executeVoid(variables, function, realm.values().toScript(argument));
      }
      var pending = realm.takePending();
      if (pending == null) {
        return null;
      }
      if (!pending.isSettled()) {
        return pending.in(context);
      }
      var _ = pending.value(); // only to throw its failure
      return null;
    } catch (PolyglotException failure) {
      throw realm.failures().report(failure, this);
    } finally {
      realm.end(outer);
      context.changes().note(realm.worker());
    }
  }

  @Override
  public @Nullable Object call(StreamContext context, @Nullable Object... arguments) {
    var outer = realm.begin(this);
    try {
      if (variable != null) {
        var known = reader(variable).execute(streamOf(context).present());
        if (ScriptValues.isPrimitive(known)) {
          return realm.values().fromScript(known);
        }
      }
      var result = execute(variables(context), arguments);
      var pending = realm.takePending();
      if (pending == null) {
        return realm.values().fromScript(result);
      }
      return pending.isSettled() ? pending.value() : pending.in(context);
    } catch (PolyglotException failure) {
      throw realm.failures().report(failure, this);
    } finally {
      realm.end(outer);
      context.changes().note(realm.worker());
    }
  }

  @Override
  public boolean test(StreamContext context) {
    var outer = realm.begin(this);
    try {
      if (variable != null) {
        return tester(variable).execute(streamOf(context).present()).asBoolean();
      }
      return realm.functions().test().execute(variables(context), function).asBoolean();
    } catch (PolyglotException failure) {
      throw realm.failures().report(failure, this);
    } finally {
      realm.end(outer);
    }
  }

  @Override
  public boolean takesNothing() {
    return takesNothing;
  }

  @Override
  public int parameterCount() {
    return parameterCount;
  }

  @Override
  public boolean takesPattern() {
    var section = function.getSourceLocation();
    return section != null && TAKES_PATTERN.matcher(section.getCharacters()).lookingAt();
  }

  @Override
  public String location() {
    if (location == null) {
      location = sourceLocation().toString();
    }
    return location;
  }

  /// Calls the function, which is of the form `$=>$...`, with a builder whose calls go to `sink`. A
  /// failure becomes a finding of the realm.
  public void build(ConfigurationSink sink) {
    realm.build(this, sink);
  }

  /// The file that the function is written in.
  String file() {
    if (file == null) {
      file = sourceLocation().path();
    }
    return file;
  }

  /// Where the function is written.
  SourceLocation sourceLocation() {
    return realm.locate(function.getSourceLocation());
  }

  Value function() {
    return function;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ScriptCallback callback && callback.function.equals(function);
  }

  @Override
  public int hashCode() {
    return function.hashCode();
  }

  @Override
  public String toString() {
    return "function at " + location();
  }

  private Value execute(Value variables, @Nullable Object[] arguments) {
    var functions = realm.functions();
    var values = realm.values();
    if (takesNothing || arguments.length == 0) {
      return functions.call0().execute(variables, function);
    }
    return switch (arguments.length) {
      case 1 -> functions.call1().execute(variables, function, values.toScript(arguments[0]));
      case 2 ->
          functions
              .call2()
              .execute(
                  variables,
                  function,
                  values.toScript(arguments[0]),
                  values.toScript(arguments[1]));
      case 3 ->
          functions
              .call3()
              .execute(
                  variables,
                  function,
                  values.toScript(arguments[0]),
                  values.toScript(arguments[1]),
                  values.toScript(arguments[2]));
      default ->
          throw new IllegalArgumentException(
              "arguments: " + arguments.length + " (expected: 0 to 3)");
    };
  }

  private Value reader(String variable) {
    if (reader == null) {
      reader = realm.contextFactory().reader(variable);
    }
    return reader;
  }

  private Value tester(String variable) {
    if (tester == null) {
      tester = realm.contextFactory().tester(variable);
    }
    return tester;
  }

  private Value variables(StreamContext context) {
    return streamOf(context).variables();
  }

  private ScriptStreamContext streamOf(StreamContext context) {
    var stream = (ScriptStreamContext) context;
    if (stream.realm() != realm) {
      throw new IllegalStateException("the context belongs to another program");
    }
    return stream;
  }

  /// What a callback of a realm that was closed throws.
  static CallFailure stopped() {
    return new CallFailure("the program was stopped");
  }
}
