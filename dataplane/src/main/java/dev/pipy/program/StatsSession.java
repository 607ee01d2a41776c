package dev.pipy.program;

import dev.pipy.inspect.PipelineFigures;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Counts what flows through all pipelines of a program, of streams that open while it is there.
/// For one thread, which is no worker; only [#close] is for any thread.
public interface StatsSession extends AutoCloseable {

  /// What was counted since the last time, or since the beginning.
  ///
  /// @param graph of the generation that it was counted in
  /// @param generation that it is
  /// @param revision of it
  /// @param interval how long it was counted
  /// @param figures by id of the pipeline
  /// @param silent indexes of workers that were too busy to say what they have counted
  record Figures(
      ProgramGraph graph,
      long generation,
      long revision,
      Duration interval,
      Map<String, PipelineFigures> figures,
      List<Integer> silent) {

    /// Copies the map and the list.
    public Figures {
      figures = Map.copyOf(figures);
      silent = List.copyOf(silent);
    }
  }

  /// What was counted since the last time. If the program was replaced meanwhile, counting begins
  /// anew. Throws IllegalStateException, which says why, if the program does not run any more.
  Figures take();

  /// Counts no more.
  @Override
  void close();
}
