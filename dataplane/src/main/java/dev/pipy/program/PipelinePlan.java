package dev.pipy.program;

import dev.pipy.codebase.SourceLocation;
import dev.pipy.filter.spec.Dynamic;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.pipeline.Callback;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A pipeline as a script wrote it, before its names are linked. Filled while the script runs.
final class PipelinePlan {

  /// One filter call.
  ///
  /// @param arguments neutral values; a pipeline given with `.to()` stands first
  record Call(FilterSpec spec, List<@Nullable Object> arguments, SourceLocation location) {}

  private final String name;
  private final SourceLocation location;
  private final List<Call> calls = new ArrayList<>();
  private @Nullable Dynamic onStart;
  private @Nullable Callback onEnd;

  PipelinePlan(String name, SourceLocation location) {
    this.name = name;
    this.location = location;
  }

  String name() {
    return name;
  }

  SourceLocation location() {
    return location;
  }

  List<Call> calls() {
    return calls;
  }

  @Nullable Dynamic onStart() {
    return onStart;
  }

  void onStart(Dynamic start) {
    onStart = start;
  }

  @Nullable Callback onEnd() {
    return onEnd;
  }

  void onEnd(Callback end) {
    onEnd = end;
  }
}
