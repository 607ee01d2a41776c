package dev.pipy.script;

import dev.pipy.codebase.Diagnostic;
import dev.pipy.codebase.DiagnosticId;
import dev.pipy.codebase.SourceLocation;
import dev.pipy.codec.http.IllegalHeaderException;
import dev.pipy.metrics.BuiltinMetric;
import dev.pipy.pipeline.CallFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.SourceSection;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/// Tells people what went wrong in a script, in places of the script as it was written.
final class ScriptFailures {

  private static final Pattern VARIABLE =
      Pattern.compile(
          "(?:\\$context\\d*|\\(intermediate value\\))\\.get\\(\\.*\\)"
              + "(?:\\.(\\w+)\\$\\d+|\\[\"[^\"]*::(\\w+)\"\\]|\\.(__inbound))");
  private static final Pattern CALLED = Pattern.compile("\\$itself\\d*\\(\\.\\.\\.\\)");

  private final ScriptRealm realm;
  private final ScriptLog log;

  /// What is known of a failure.
  private record Failure(String message, @Nullable SourceLocation location, List<String> stack) {}

  ScriptFailures(ScriptRealm realm) {
    this.realm = realm;
    this.log = ScriptLog.of(realm.services());
  }

  /// Reports what a callback threw, once. Exceptions of Java are broken invariants of ours: those
  /// are thrown on.
  CallFailure report(RuntimeException thrown, ScriptCallback callback) {
    return report(thrown, callback.sourceLocation());
  }

  /// Reports, once, what went wrong while a value of a script was read.
  CallFailure report(PolyglotException thrown) {
    return report(thrown, (SourceLocation) null);
  }

  private CallFailure report(RuntimeException thrown, @Nullable SourceLocation reader) {
    if (thrown instanceof PolyglotException exception) {
      if (exception.isCancelled()) {
        Thread.interrupted(); // how the engine woke the thread up
        return ScriptCallback.stopped();
      }
      if (exception.isInterrupted()) {
        realm.wasInterrupted();
        if (realm.isClosed()) {
          return ScriptCallback.stopped();
        }
        return report(
            new Failure(
                "callback ran longer than " + text(realm.callbackLimit()) + " and was stopped",
                reader,
                stack(exception)),
            reader);
      }
    }
    return report(failure(thrown), reader);
  }

  /// The finding that a failure while loading amounts to.
  ///
  /// @param path of the script that was loading
  Diagnostic finding(PolyglotException thrown, String path) {
    if (thrown.isInterrupted()) {
      realm.wasInterrupted();
      var where = frames(thrown);
      return finding(
          "the script ran longer than " + text(realm.loadLimit()) + " while loading",
          where.isEmpty() ? new SourceLocation(path, 0, 0) : where.getFirst());
    }
    var failure = failure(thrown);
    var location = failure.location();
    return finding(failure.message(), location == null ? new SourceLocation(path, 0, 0) : location);
  }

  /// Where a script is right now; null if none is running.
  static @Nullable SourceLocation innermost(PolyglotException probe, ScriptRealm realm) {
    for (var frame : probe.getPolyglotStackTrace()) {
      if (frame.isGuestFrame() && realm.isUserCode(frame.getSourceLocation())) {
        return realm.locate(frame.getSourceLocation());
      }
    }
    return null;
  }

  private CallFailure report(Failure failure, @Nullable SourceLocation otherwise) {
    var at = failure.location() == null ? otherwise : failure.location();
    var text = new StringBuilder(at == null ? failure.message() : at + " " + failure.message());
    var frame = at == null ? "" : at.frame(realm.services().codebase());
    if (!frame.isEmpty()) {
      text.append('\n').append(frame);
    }
    for (var line : failure.stack()) {
      text.append('\n').append("    at ").append(line);
    }
    log.at(Level.ERROR)
        .addKeyValue("program", realm.services().program())
        .addKeyValue("revision", realm.services().revision())
        .log(text.toString());
    realm
        .engine()
        .counts()
        .add(
            BuiltinMetric.SCRIPT_ERRORS,
            1,
            realm.services().program(),
            at == null ? "" : at.path());
    return new CallFailure(failure.message());
  }

  private Failure failure(RuntimeException thrown) {
    if (thrown instanceof ScriptPending.RejectedValue rejected) {
      return new Failure("rejected with " + describe(rejected.reason()), null, List.of());
    }
    if (!(thrown instanceof PolyglotException exception)) {
      throw thrown;
    }
    if (exception.isHostException()) {
      var cause = exception.asHostException();
      if (!(cause instanceof IllegalHeaderException)) {
        throw cause instanceof RuntimeException bug ? bug : exception;
      }
    }
    if (exception.isInternalError()) {
      throw exception;
    }
    var places = frames(exception);
    var at = exception.getSourceLocation();
    var location = places.isEmpty() ? null : places.getFirst();
    if (at != null && realm.isUserCode(at)) {
      location = exception.isSyntaxError() ? realm.start(at) : realm.locate(at);
    }
    return new Failure(message(exception, at), location, stack(exception));
  }

  private String message(PolyglotException exception, @Nullable SourceSection at) {
    if (exception.isResourceExhausted()) {
      return "out of memory";
    }
    var thrown = exception.getGuestObject();
    if (thrown != null && !isError(thrown)) {
      return "threw " + describe(thrown);
    }
    var message = String.valueOf(exception.getMessage());
    if (exception.isSyntaxError() && at != null) {
      message = message.lines().findFirst().orElse(message);
    }
    message = VARIABLE.matcher(message).replaceAll("$1$2$3");
    var called = CALLED.matcher(message);
    return called.find() && realm.isUserCode(at)
        ? called.replaceAll(realm.identifier(at))
        : message;
  }

  private static boolean isError(Value thrown) {
    return thrown.hasMember("message") && thrown.hasMember("stack");
  }

  private String describe(Value value) {
    try {
      return realm.functions().describe().execute(value).asString();
    } catch (PolyglotException failure) {
      if (failure.isInterrupted()) {
        realm.wasInterrupted();
      }
      return "a value that cannot be shown";
    }
  }

  private List<SourceLocation> frames(PolyglotException exception) {
    var places = new ArrayList<SourceLocation>();
    for (var frame : exception.getPolyglotStackTrace()) {
      if (frame.isGuestFrame() && realm.isUserCode(frame.getSourceLocation())) {
        places.add(realm.locate(frame.getSourceLocation()));
      }
    }
    return places;
  }

  private List<String> stack(PolyglotException exception) {
    var lines = new ArrayList<String>();
    for (var frame : exception.getPolyglotStackTrace()) {
      if (frame.isGuestFrame() && realm.isUserCode(frame.getSourceLocation())) {
        var name = frame.getRootName();
        var place = realm.locate(frame.getSourceLocation()).toString();
        var isNamed = name != null && !name.isEmpty() && !name.startsWith(":");
        lines.add(isNamed ? name + " (" + place + ")" : place);
      }
    }
    return lines;
  }

  private Diagnostic finding(String message, SourceLocation at) {
    return Diagnostic.error(DiagnosticId.SCRIPT_FAILED, message, at, realm.services().codebase());
  }

  private static String text(Duration limit) {
    return limit.toMillis() % 1000 == 0 ? limit.toSeconds() + " s" : limit.toMillis() + " ms";
  }
}
