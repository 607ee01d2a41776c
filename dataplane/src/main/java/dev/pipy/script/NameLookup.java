package dev.pipy.script;

import dev.pipy.worker.Worker;
import java.util.List;
import java.util.function.Consumer;

/// Host names to addresses. Called on workers.
public interface NameLookup {

  /// Gives all addresses of a host, as text, to `onAddresses`, or what went wrong to `onFailure`;
  /// on the worker, now or later.
  void resolve(
      Worker worker, String host, Consumer<List<String>> onAddresses, Consumer<String> onFailure);
}
