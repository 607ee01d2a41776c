package dev.pipy.pipeline;

import dev.pipy.telemetry.Tally;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The immutable plan of a pipeline: what a codebase's `.pipeline('name')`, `.listen(...)`,
/// `.task(...)` or `$=>$` becomes once it is loaded. Belongs to one program on one worker.
public final class PipelineLayout {

  private final PipelineHost host;
  private final String module;
  private final String name;
  private final List<Node> nodes;
  private final @Nullable Start onStart;
  private final @Nullable Callback onEnd;
  private final Tally active = new Tally();

  /// Found out when it is first asked for.
  private @Nullable Boolean opensAtOnce;

  /// Null unless somebody looks. Of the worker.
  private @Nullable Probe probe;

  /// What a pipeline does before its first input.
  @FunctionalInterface
  public interface Start {

    /// Feeds the first events, now or, between [Pipeline#hold] and [Pipeline#release], later.
    ///
    /// @param arguments what the opener says about the stream, such as the session key of a mux
    void start(Pipeline pipeline, @Nullable Object[] arguments);
  }

  /// Looks at the events of pipelines for somebody who asked for it. Of the worker, as they are.
  @FunctionalInterface
  public interface Probe {

    /// What a pipeline is opened with: the filters in their order, and others that pass everything
    /// on between them.
    List<Node> around(List<Node> nodes);
  }

  /// One filter of the plan.
  ///
  /// @param name the builder method
  /// @param location "file:line:column" of the call that added it
  /// @param factory makes the live filter
  /// @param branches the pipelines it hands events to, in the order of its arguments
  public record Node(
      String name, String location, FilterFactory factory, List<PipelineLayout> branches) {

    /// Copies the list.
    public Node {
      branches = List.copyOf(branches);
    }
  }

  /// A plan with the given filters, in order; none means: pass everything through.
  public PipelineLayout(PipelineHost host, String module, String name, List<Node> nodes) {
    this(host, module, name, nodes, null, null);
  }

  /// A plan with something to do when a pipeline starts and when it was closed.
  public PipelineLayout(
      PipelineHost host,
      String module,
      String name,
      List<Node> nodes,
      @Nullable Start onStart,
      @Nullable Callback onEnd) {
    this.onStart = onStart;
    this.onEnd = onEnd;
    this.host = host;
    this.module = module;
    this.name = name;
    this.nodes = List.copyOf(nodes);
  }

  /// What the program offers.
  public PipelineHost host() {
    return host;
  }

  /// Path of the module inside the codebase.
  public String module() {
    return module;
  }

  /// The name given in the script, or a title such as "Listen on 8000 at 0.0.0.0"; may be empty.
  public String name() {
    return name;
  }

  /// The filters, in order.
  public List<Node> nodes() {
    return nodes;
  }

  /// What looks at pipelines that are opened; null for nothing. On the worker.
  public @Nullable Probe probe() {
    return probe;
  }

  /// Lets a probe look at pipelines that are opened from now on, in place of the present one; null
  /// for none. On the worker.
  public void probe(@Nullable Probe probe) {
    this.probe = probe;
  }

  /// The filters that a pipeline which is opened now consists of.
  List<Node> nodesToOpen() {
    return probe == null ? nodes : probe.around(nodes);
  }

  /// A pipeline was opened, or closed. On the worker.
  void count(int change) {
    active.add(change);
  }

  /// Pipelines that are open. Any thread.
  public long active() {
    return active.sum();
  }

  /// Whether a pipeline does something before its first input.
  public boolean hasStart() {
    return onStart != null;
  }

  @Nullable Start onStart() {
    return onStart;
  }

  /// Called when a pipeline was closed.
  @Nullable Callback onEnd() {
    return onEnd;
  }

  /// What [Pipeline#opensAtOnce] of its pipelines says, for a filter that hands events to one which
  /// is not open yet. On the worker.
  public boolean opensAtOnce() {
    if (opensAtOnce == null) {
      opensAtOnce = findOpening();
    }
    return opensAtOnce;
  }

  private boolean findOpening() {
    for (var node : nodes) {
      var filter = node.factory().create();
      if (filter.opensAtOnce()) {
        return true;
      }
      if (!filter.passesOpening()) {
        return false;
      }
    }
    return false;
  }

  /// Opens a live pipeline whose output goes to `output`.
  public Pipeline open(StreamContext context, Output output) {
    return new Pipeline(this, context, output);
  }
}
