package dev.pipy.pipeline;

import java.util.List;

/// The immutable plan of a pipeline: what a codebase's `.pipeline('name')`, `.listen(...)`,
/// `.task(...)` or `$=>$` becomes once it is loaded. Belongs to one program on one worker.
public final class PipelineLayout {

  private final PipelineHost host;
  private final String module;
  private final String name;
  private final List<Node> nodes;

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

  /// Opens a live pipeline whose output goes to `output`.
  public Pipeline open(StreamContext context, Output output) {
    return new Pipeline(this, context, output);
  }
}
