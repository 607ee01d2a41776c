package dev.pipy.worker;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The sockets that one holder of events, or one slow sink, has paused, each of them once. Confined
/// to a worker.
public final class PausedReads {

  /// Made when the first socket is paused, since most holders never pause one.
  private @Nullable Set<ReadSource> sources;

  /// Pauses the socket that is being read, if one is.
  public void pause(Worker worker) {
    var source = worker.reading();
    if (source == null) {
      return;
    }
    if (sources == null) {
      sources = Collections.newSetFromMap(new IdentityHashMap<>(1));
    }
    if (sources.add(source)) {
      source.pauseReading();
    }
  }

  /// Lets go of all paused sockets.
  public void resume() {
    var resumed = sources;
    sources = null;
    if (resumed != null) {
      resumed.forEach(ReadSource::resumeReading);
    }
  }
}
