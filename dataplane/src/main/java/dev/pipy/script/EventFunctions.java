package dev.pipy.script;

import dev.pipy.event.Bytes;
import dev.pipy.event.Event;
import dev.pipy.event.Message;
import dev.pipy.event.Payload;
import dev.pipy.event.StreamError;
import java.util.Arrays;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/// Makes Java's events of what scripts made. Public because the prelude calls it.
public final class EventFunctions {

  private final ScriptRealm realm;

  EventFunctions(ScriptRealm realm) {
    this.realm = realm;
  }

  /// Begins a message whose body may have any length.
  @HostAccess.Export
  public Object messageStart(Value head) {
    return new Event.MessageStart(realm.values().headFromScript(head));
  }

  /// Ends a message.
  @HostAccess.Export
  public Object messageEnd(Value tail) {
    return Event.MessageEnd.of(realm.values().tailFromScript(tail), null);
  }

  /// Ends a message that is a value.
  @HostAccess.Export
  public Object messageEnd(Value tail, Value payload) {
    var values = realm.values();
    return Event.MessageEnd.of(values.tailFromScript(tail), values.payloadFromScript(payload));
  }

  /// Ends a stream; what is no known code is a reason of its own.
  @HostAccess.Export
  public Object streamEnd(Value error) {
    if (!error.isString()) {
      return new Event.StreamEnd(StreamError.because(new ScriptReason(realm, error)));
    }
    var code = error.asString();
    return code.isEmpty()
        ? Event.StreamEnd.CLEAN
        : new Event.StreamEnd(
            Arrays.stream(StreamError.Kind.values())
                .filter(kind -> kind.code().equals(code))
                .findFirst()
                .map(StreamError::new)
                .orElseGet(() -> StreamError.because(new ScriptReason(realm, error))));
  }

  /// A whole message.
  @HostAccess.Export
  public Object message(Value head, @Nullable Bytes body, Value tail) {
    var values = realm.values();
    return new Message(values.headFromScript(head), body, values.tailFromScript(tail), null);
  }

  /// A whole message that is a value.
  @HostAccess.Export
  public Object message(Value head, @Nullable Bytes body, Value tail, Value payload) {
    var values = realm.values();
    return new Message(
        values.headFromScript(head),
        body,
        values.tailFromScript(tail),
        values.payloadFromScript(payload));
  }

  /// What a script sees of a payload that came from Java.
  @HostAccess.Export
  public @Nullable Object payload(Payload payload) {
    return realm.values().payloadToScript(payload);
  }
}
