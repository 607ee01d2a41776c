package dev.pipy.pipeline;

import dev.pipy.worker.Worker;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a program offers to its pipelines on one worker. Confined to that worker once it runs.
public interface PipelineHost {

  /// The worker that everything here runs on.
  Worker worker();

  /// A context with the initial values, for a stream that no connection started.
  StreamContext newContext();

  /// Keeps `resource` until the program's generation ends: sessions that streams share. Its `drain`
  /// is called when the generation is replaced, its `close` when its last stream has ended.
  void keep(SharedResource resource);

  /// What the process offers to filters of a kind, such as the connector to peers. Throws
  /// IllegalStateException if there is none.
  <T> T service(Class<T> type);

  /// What scripts may do to the machine.
  default SystemAccess systemAccess() {
    return SystemAccess.FULL;
  }

  /// Where relative paths begin if scripts have chosen a folder; null if they have not, which means
  /// where the process was started.
  default @Nullable Path workingFolder() {
    return null;
  }

  /// The connections to peers that its filters have opened and not closed yet, for whoever looks.
  Set<OutboundView> outbounds();

  /// Whether the generation is being replaced or stopped.
  boolean isDraining();

  /// Whether the program is being stopped for good: nobody will serve what an idle connection might
  /// still ask for, so it may be closed as soon as nothing can be crossing.
  boolean isStopping();

  /// Reports a broken invariant of ours: logged with its stack, counted; the stream ends.
  void reportBug(String where, RuntimeException bug);

  /// What belongs to a filter's definition rather than to one stream.
  interface SharedResource {

    /// What it holds for each key of its filter, and how often that failed.
    default List<SessionStatus> sessions() {
      return List.of();
    }

    /// Finish what is under way and give up what is idle.
    void drain();

    /// Give up everything.
    void close();
  }
}
