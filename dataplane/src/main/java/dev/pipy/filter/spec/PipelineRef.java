package dev.pipy.filter.spec;

/// Which pipeline a filter hands events to, before layouts are linked.
public sealed interface PipelineRef {

  /// A pipeline of the same module.
  record Named(String name) implements PipelineRef {}

  /// A pipeline written in place.
  ///
  /// @param plan known to the linker only
  record Inline(Object plan) implements PipelineRef {}
}
