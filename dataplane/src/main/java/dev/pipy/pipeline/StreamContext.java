package dev.pipy.pipeline;

/// The variables that a stream's callbacks see: those of all modules of the program. Shared between
/// the pipelines that a stream passes through, or copied where the streams part. Confined to a
/// worker.
public interface StreamContext {

  /// An independent context with the present values; objects in it stay shared.
  StreamContext copy();
}
