package dev.pipy.program;

import dev.pipy.codebase.SourceLocation;
import dev.pipy.downstream.Endpoint;
import dev.pipy.transport.SocketOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// All pipelines of one module, as its script wrote them.
final class ModulePlan {

  /// A pipeline that a listening port feeds.
  ///
  /// @param endpoint null for port 0, which is defined but not listened on
  /// @param maxConnections 0 for any number
  record Listen(
      PipelinePlan plan,
      @Nullable Endpoint endpoint,
      int maxConnections,
      SocketOptions socketOptions,
      SourceLocation location) {}

  /// A pipeline that runs by itself.
  record Task(PipelinePlan plan, TaskSchedule schedule) {}

  private final String path;
  private final List<Listen> listens = new ArrayList<>();
  private final List<Task> tasks = new ArrayList<>();
  private final List<PipelinePlan> broken = new ArrayList<>();
  private final Map<String, PipelinePlan> named = new LinkedHashMap<>();
  private @Nullable PipelinePlan entrance;

  ModulePlan(String path) {
    this.path = path;
  }

  /// Path inside the codebase.
  String path() {
    return path;
  }

  List<Listen> listens() {
    return listens;
  }

  List<Task> tasks() {
    return tasks;
  }

  /// Those whose beginning is wrong: they will never run, but what is in them may be wrong, too.
  List<PipelinePlan> broken() {
    return broken;
  }

  /// By name, in the order of the script.
  Map<String, PipelinePlan> named() {
    return named;
  }

  /// The pipeline without a name: what `.chain()` of another module enters.
  @Nullable PipelinePlan entrance() {
    return entrance;
  }

  void entrance(PipelinePlan plan) {
    entrance = plan;
  }
}
