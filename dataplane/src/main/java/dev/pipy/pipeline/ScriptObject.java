package dev.pipy.pipeline;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A script's object that has no neutral form. Equal to another if a script would say `===`.
public interface ScriptObject {

  /// Its own enumerable properties as neutral values, in insertion order; functions as [Callback].
  Map<String, @Nullable Object> properties();

  /// What `String(object)` is. Throws [CallFailure] if the object's own `toString` fails.
  String text();

  /// How a message may show it.
  String describe();
}
