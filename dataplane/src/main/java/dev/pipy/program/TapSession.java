package dev.pipy.program;

import dev.pipy.inspect.Tap;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A tap that is open. For one thread, which is no worker; only [#close] is for any thread.
public interface TapSession extends AutoCloseable {

  /// The pipeline that it looks at.
  ProgramGraph.Pipeline pipeline();

  /// Where in it, in words; events tell their place by index.
  List<String> places();

  /// Indexes of workers that were too busy to let it in.
  List<Integer> silent();

  /// The next item; null if none comes within the limit. After [Tap.Ended] there are none.
  Tap.@Nullable Item poll(Duration limit) throws InterruptedException;

  /// Whether it looks no more. Any thread.
  boolean isClosed();

  /// Looks no more. Any thread.
  @Override
  void close();
}
