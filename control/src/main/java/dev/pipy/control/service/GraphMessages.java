package dev.pipy.control.service;

import dev.pipy.codebase.SourceLocation;
import dev.pipy.control.v1.GraphFilter;
import dev.pipy.control.v1.GraphPipeline;
import dev.pipy.control.v1.SourcePosition;
import dev.pipy.program.ProgramGraph;

/// Graphs as messages.
final class GraphMessages {

  private GraphMessages() {}

  static GraphPipeline of(ProgramGraph.Pipeline pipeline) {
    return GraphPipeline.newBuilder()
        .setId(pipeline.id())
        .setKind(
            switch (pipeline.kind()) {
              case LISTENER -> GraphPipeline.Kind.KIND_LISTENER;
              case TASK -> GraphPipeline.Kind.KIND_TASK;
              case NAMED -> GraphPipeline.Kind.KIND_NAMED;
              case ENTRANCE -> GraphPipeline.Kind.KIND_ENTRANCE;
              case INLINE -> GraphPipeline.Kind.KIND_INLINE;
            })
        .setName(pipeline.name())
        .setTitle(pipeline.title())
        .setPosition(of(pipeline.location()))
        .addAllFilters(pipeline.filters().stream().map(GraphMessages::of).toList())
        .build();
  }

  private static GraphFilter of(ProgramGraph.Filter filter) {
    return GraphFilter.newBuilder()
        .setName(filter.name())
        .addAllArguments(filter.arguments())
        .setPosition(of(filter.location()))
        .setChoice(
            switch (filter.choice()) {
              case FIXED -> GraphFilter.Choice.CHOICE_FIXED;
              case BY_CONDITION -> GraphFilter.Choice.CHOICE_BY_CONDITION;
              case BY_NAME -> GraphFilter.Choice.CHOICE_BY_NAME;
            })
        .addAllLeadsTo(filter.leadsTo())
        .build();
  }

  private static SourcePosition of(SourceLocation location) {
    var path = location.path();
    return SourcePosition.newBuilder()
        .setPath(path.startsWith("/") ? path.substring(1) : path)
        .setLine(location.line())
        .setColumn(location.column())
        .build();
  }
}
