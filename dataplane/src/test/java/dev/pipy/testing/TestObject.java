package dev.pipy.testing;

import dev.pipy.pipeline.ScriptObject;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An object of a script, without a script.
///
/// @param properties by name
public record TestObject(Map<String, @Nullable Object> properties) implements ScriptObject {
  @Override
  public String text() {
    return "[object Object]";
  }

  @Override
  public String describe() {
    return "an object";
  }
}
