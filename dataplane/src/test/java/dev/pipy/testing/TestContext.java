package dev.pipy.testing;

import dev.pipy.pipeline.ContextChanges;
import dev.pipy.pipeline.StreamContext;
import dev.pipy.telemetry.ListenerCounts;
import dev.pipy.telemetry.UpstreamCounts;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A context of plain variables.
public class TestContext implements StreamContext {

  private final Map<String, @Nullable Object> variables;
  private final ContextChanges changes;
  private @Nullable String downstreamProtocol;
  private @Nullable String upstreamProtocol;
  private @Nullable UpstreamCounts upstreamCounts;
  private ListenerCounts listenerCounts = new ListenerCounts();

  /// A context without variables.
  public TestContext() {
    this(new LinkedHashMap<>(), new ContextChanges());
  }

  private TestContext(Map<String, @Nullable Object> variables, ContextChanges changes) {
    this.variables = variables;
    this.changes = changes;
  }

  @Override
  public StreamContext copy() {
    var copy = new TestContext(new LinkedHashMap<>(variables), changes);
    copy.downstreamProtocol = downstreamProtocol;
    copy.listenerCounts = listenerCounts;
    return copy;
  }

  @Override
  public ContextChanges changes() {
    return changes;
  }

  @Override
  public ListenerCounts listenerCounts() {
    return listenerCounts;
  }

  @Override
  public @Nullable UpstreamCounts upstreamCounts() {
    return upstreamCounts;
  }

  @Override
  public void upstreamCounts(UpstreamCounts counts) {
    upstreamCounts = counts;
  }

  @Override
  public @Nullable String downstreamProtocol() {
    return downstreamProtocol;
  }

  @Override
  public void downstreamProtocol(String protocol) {
    downstreamProtocol = protocol;
  }

  @Override
  public @Nullable String upstreamProtocol() {
    return upstreamProtocol;
  }

  @Override
  public void upstreamProtocol(String protocol) {
    upstreamProtocol = protocol;
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
