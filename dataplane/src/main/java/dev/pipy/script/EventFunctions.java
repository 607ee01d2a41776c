package dev.pipy.script;

import dev.pipy.event.Bytes;
import dev.pipy.event.Event;
import dev.pipy.event.Message;
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
    return tail.isNull()
        ? Event.MessageEnd.PLAIN
        : new Event.MessageEnd(realm.values().tailFromScript(tail));
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
    return new Message(values.headFromScript(head), body, values.tailFromScript(tail));
  }
}
