package dev.pipy.program;

import dev.pipy.codebase.SourceLocation;
import dev.pipy.downstream.Endpoint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// All pipelines of one module, as its script wrote them.
final class ModulePlan {

  /// A pipeline that a listening port feeds.
  ///
  /// @param endpoint null for port 0, which is defined but not listened on
  record Listen(
      PipelinePlan plan,
      @Nullable Endpoint endpoint,
      ListenOptions options,
      SourceLocation location) {}

  /// A pipeline that the ports of an array feed, which come and go while the program runs.
  record ListenArray(PipelinePlan plan, ListenerArray array, SourceLocation location) {

    /// What the array wants right now.
    Map<Endpoint, Listen> listens() {
      var listens = new LinkedHashMap<Endpoint, Listen>();
      array
          .ports()
          .forEach((endpoint, options) ->
              listens.put(endpoint, new Listen(plan, endpoint, options, location)));
      return listens;
    }
  }

  /// A pipeline that runs by itself.
  record Task(PipelinePlan plan, TaskSchedule schedule) {}

  private final String path;
  private final List<Listen> listens = new ArrayList<>();
  private final List<ListenArray> arrays = new ArrayList<>();
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

  List<ListenArray> arrays() {
    return arrays;
  }

  /// The pipelines that clients enter.
  List<PipelinePlan> doors() {
    return Stream.concat(listens.stream().map(Listen::plan), arrays.stream().map(ListenArray::plan))
        .toList();
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
