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

  /// Ends a stream; an unknown code is a runtime error.
  @HostAccess.Export
  public Object streamEnd(String code) {
    return code.isEmpty()
        ? Event.StreamEnd.CLEAN
        : new Event.StreamEnd(
            Arrays.stream(StreamError.values())
                .filter(error -> error.code().equals(code))
                .findFirst()
                .orElse(StreamError.RUNTIME_ERROR));
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
