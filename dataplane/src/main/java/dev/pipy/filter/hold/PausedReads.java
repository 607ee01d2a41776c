package dev.pipy.filter.hold;

import dev.pipy.worker.ReadSource;
import dev.pipy.worker.Worker;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/// The sockets that one holder of events has paused, each of them once. Confined to a worker.
public final class PausedReads {

  private final Set<ReadSource> sources = Collections.newSetFromMap(new IdentityHashMap<>(1));

  /// Pauses the socket that is being read, if one is.
  public void pause(Worker worker) {
    var source = worker.reading();
    if (source != null && sources.add(source)) {
      source.pauseReading();
    }
  }

  /// Lets go of all paused sockets.
  public void resume() {
    var resumed = List.copyOf(sources);
    sources.clear();
    resumed.forEach(ReadSource::resumeReading);
  }
}
