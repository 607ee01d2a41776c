package dev.pipy.script;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Ports that a script opens and closes while it runs: what its `ListenerArray` is made of. One for
/// all workers of a version. Any thread.
///
/// Arguments are neutral values; all methods throw IllegalArgumentException with the complaint, and
/// then nothing has changed.
public interface ListenerList {

  /// Has these ports and no others.
  void set(List<@Nullable Object> listeners);

  /// Has one more port, or other options for one that it has.
  void add(@Nullable Object port, @Nullable Object options);

  /// Has one port less, if it had it.
  void remove(@Nullable Object port, @Nullable Object options);
}
