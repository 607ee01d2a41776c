package dev.pipy.testing;

import dev.pipy.filter.spec.Args;
import dev.pipy.filter.spec.ArgumentException;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.Linker;
import dev.pipy.filter.spec.PipelineRef;
import dev.pipy.pipeline.PipelineHost;
import dev.pipy.pipeline.PipelineLayout;
import dev.pipy.pipeline.PipelineLayout.Node;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Links filters to pipelines that a test defines.
public final class TestLinker implements Linker {

  private final PipelineHost host;
  private final Map<String, PipelineLayout> pipelines = new HashMap<>();
  private @Nullable PipelineLayout chainNext;

  /// Knows no pipelines yet.
  public TestLinker(PipelineHost host) {
    this.host = host;
  }

  /// Defines the named pipeline of the calling module.
  public TestLinker define(String name, Node... nodes) {
    pipelines.put(name, new PipelineLayout(host, "main.js", name, List.of(nodes)));
    return this;
  }

  /// Defines the named pipeline of another module.
  public TestLinker defineIn(String module, String name, Node... nodes) {
    pipelines.put(module + "#" + name, new PipelineLayout(host, module, name, List.of(nodes)));
    return this;
  }

  /// A filter with its arguments.
  public Node node(FilterSpec spec, @Nullable Object... arguments) {
    var factory = spec.maker().apply(Args.of(spec, Arrays.asList(arguments), this));
    return new Node(spec.name(), "main.js:1:1", factory, List.of());
  }

  /// A layout of filters.
  public PipelineLayout layout(Node... nodes) {
    return new PipelineLayout(host, "main.js", "test", List.of(nodes));
  }

  @Override
  public PipelineHost host() {
    return host;
  }

  @Override
  public PipelineLayout pipeline(PipelineRef ref) {
    var name =
        switch (ref) {
          case PipelineRef.Named named -> named.name();
          case PipelineRef.Inline inline -> inline.plan().toString();
        };
    var layout = pipelines.get(name);
    if (layout == null) {
      throw new ArgumentException("pipeline not found: " + name);
    }
    return layout;
  }

  @Override
  public Function<String, @Nullable PipelineLayout> pipelinesByName() {
    return pipelines::get;
  }

  @Override
  public @Nullable PipelineLayout pipelineOf(String modulePath, String name) {
    return pipelines.get(modulePath + "#" + name);
  }

  /// What `chain()` continues with in filters that are linked from now on.
  public void chainNext(@Nullable PipelineLayout next) {
    chainNext = next;
  }

  @Override
  public PipelineLayout chain(List<String> modulePaths) {
    var entrance = pipelines.get(modulePaths.getFirst() + "#");
    if (entrance == null) {
      throw new ArgumentException("entrance pipeline not found in module " + modulePaths);
    }
    return entrance;
  }

  @Override
  public @Nullable PipelineLayout chainNext() {
    return chainNext;
  }

  @Override
  public <T> T shared(Supplier<T> maker) {
    return maker.get();
  }

  @Override
  public void concern(Concern concern, String message) {}

  @Override
  public ContextAssignment assignment() {
    return (context, values) ->
        values.forEach((name, value) -> TestContext.set(context, name, value));
  }
}
