package dev.pipy.program;

import dev.pipy.codebase.SourceLocation;
import java.util.List;

/// What a codebase's scripts have built: pipelines, the filters of each in order, and where filters
/// hand events to. A picture of a program that was linked, not of its traffic. Any thread.
///
/// @param pipelines listeners and tasks first; one that is written in place stands behind the one
///   that holds it
public record ProgramGraph(List<Pipeline> pipelines) {

  /// Without pipelines.
  public static final ProgramGraph EMPTY = new ProgramGraph(List.of());

  /// What leads into a pipeline.
  public enum Kind {
    /// `.listen()`: clients of a port.
    LISTENER,
    /// `.task()`, `.watch()`, `.exit()`: the program itself.
    TASK,
    /// `.pipeline('name')`: filters that name it.
    NAMED,
    /// `.pipeline()`: `chain` and `use` of other modules.
    ENTRANCE,
    /// `$=>$...`: the filter that holds it.
    INLINE
  }

  /// How a filter chooses among the pipelines that it leads to.
  public enum Choice {
    /// It needs no function for that.
    FIXED,
    /// Functions say for each stream which of them it is.
    BY_CONDITION,
    /// A function returns the name of one of its module's pipelines.
    BY_NAME
  }

  /// A pipeline.
  ///
  /// @param id unique; the same in all versions of a codebase in which the pipeline is the same
  /// @param name an address as "ip:port"; when a task runs; the name in the script; empty for
  ///   entrances and those in place
  /// @param location of the call that began it; its path is the module
  /// @param filters in order; none means that everything is passed on
  public record Pipeline(
      String id, Kind kind, String name, SourceLocation location, List<Filter> filters) {

    /// Copies the list.
    public Pipeline {
      filters = List.copyOf(filters);
    }

    /// As people call it, such as "listener :8000" or "pipeline request".
    public String title() {
      return switch (kind) {
        case LISTENER -> "listener " + name.replaceFirst("^0\\.0\\.0\\.0:", ":");
        case TASK -> "task " + name;
        case NAMED -> "pipeline " + name;
        case ENTRANCE -> "entrance of " + module();
        case INLINE -> "pipeline in place";
      };
    }

    /// The file that it is written in, without the leading "/".
    public String module() {
      return location.path().substring(location.path().startsWith("/") ? 1 : 0);
    }
  }

  /// A filter.
  ///
  /// @param arguments shortened; functions without their bodies, and nothing that may be secret
  /// @param location of the call
  /// @param leadsTo ids of the pipelines that it hands events to, in the order of its arguments;
  ///   empty if it chooses by name
  public record Filter(
      String name,
      List<String> arguments,
      SourceLocation location,
      Choice choice,
      List<String> leadsTo) {

    /// Copies the lists.
    public Filter {
      arguments = List.copyOf(arguments);
      leadsTo = List.copyOf(leadsTo);
    }

    /// As a script calls it, such as `connect('localhost:8080')`.
    public String call() {
      return name + "(" + String.join(", ", arguments) + ")";
    }
  }

  /// Copies the list.
  public ProgramGraph {
    pipelines = List.copyOf(pipelines);
  }

  /// "path:line:column" without the leading "/", as editors and terminals open it.
  public static String place(SourceLocation location) {
    var text = location.toString();
    return text.startsWith("/") ? text.substring(1) : text;
  }
}
