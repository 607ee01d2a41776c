package dev.pipy.program;

import dev.pipy.inspect.TapOptions;
import dev.pipy.telemetry.UpstreamSummary;
import java.util.List;
import java.util.Set;

/// Looks inside what runs. Workers are asked between two turns of their loops and have a second to
/// answer. Any thread that is not a worker.
public interface Inspection {

  /// What workers answered.
  ///
  /// @param silent indexes of workers that were too busy to answer; what they have is missing
  record Listing<T>(List<T> items, List<Integer> silent) {

    /// Copies the lists.
    public Listing {
      items = List.copyOf(items);
      silent = List.copyOf(silent);
    }
  }

  /// Which connections.
  ///
  /// @param program only those of it; empty for all
  /// @param listener only those that came to this "ip:port", or to ":port" at any address; empty
  ///   for all
  /// @param ids only these; empty for all
  record Selection(String program, String listener, Set<Long> ids) {

    /// Copies the set.
    public Selection {
      ids = Set.copyOf(ids);
    }

    boolean includes(String address) {
      return listener.isEmpty()
          || listener.equals(address)
          || (listener.startsWith(":") && address.endsWith(listener));
    }

    boolean includes(long id) {
      return ids.isEmpty() || ids.contains(id);
    }
  }

  /// What a tap shall look at.
  ///
  /// @param program that runs
  /// @param pipeline id, title, name or address of a pipeline of its graph; empty for the one that
  ///   gets the requests of the first `demuxHTTP`, or else the first
  /// @param after a filter: its name, or "name#2" for the second of that name, or "file:line";
  ///   empty together with `before` for both ends of the pipeline
  /// @param before the same
  record TapPlace(String program, String pipeline, String after, String before) {}

  /// Connections in the order of their ids.
  ///
  /// @param afterId only those with a greater id
  /// @param limit how many at most
  Listing<ConnectionStatus> connections(Selection selection, long afterId, int limit);

  /// Closes connections at once, without waiting for what is under way. Returns how many, one
  /// number for each worker that answered.
  Listing<Integer> close(Selection selection);

  /// Sessions with upstreams that streams share, by program, generation and key; 1000 at most.
  Listing<UpstreamStatus> upstreams();

  /// All peers that `connect` has led to since the process started, by name; 500, and "other" for
  /// the rest. Asks no worker.
  List<UpstreamSummary> targets();

  /// All generations, by program, the active one first.
  List<GenerationStatus> generations();

  /// Opens a tap. Streams that are open already are not seen.
  ///
  /// Throws IllegalArgumentException whose message begins with the name of the parameter at fault,
  /// [TooManyTapsException] if 8 are open.
  TapSession tap(TapPlace place, TapOptions options);

  /// Begins to count what flows through all pipelines of a program. Streams that are open already
  /// are not counted. Counts as a tap.
  ///
  /// Throws IllegalArgumentException whose message begins with the name of the parameter at fault,
  /// [TooManyTapsException] if 8 are open.
  StatsSession stats(String program);
}
