package dev.pipy.testing;

import dev.pipy.pipeline.StreamContext;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A context of plain variables.
///
/// @param variables by name
public record TestContext(Map<String, @Nullable Object> variables) implements StreamContext {

  /// A context without variables.
  public TestContext() {
    this(new LinkedHashMap<>());
  }

  @Override
  public StreamContext copy() {
    return new TestContext(new LinkedHashMap<>(variables));
  }

  /// A variable of a context that is one of these.
  public static @Nullable Object get(StreamContext context, String name) {
    return ((TestContext) context).variables.get(name);
  }

  /// Sets a variable of a context that is one of these.
  public static void set(StreamContext context, String name, @Nullable Object value) {
    ((TestContext) context).variables.put(name, value);
  }
}
