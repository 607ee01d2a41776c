package dev.pipy.filter.spec;

/// Which pipeline a filter hands events to, before layouts are linked.
public sealed interface PipelineRef {

  /// A pipeline of the same module.
  record Named(String name) implements PipelineRef {}

  /// A pipeline written in place.
  ///
  /// @param plan known to the linker only; a [dev.pipy.pipeline.Callback] is a function that has
  ///   yet to be called with a builder
  record Inline(Object plan) implements PipelineRef {}
}
