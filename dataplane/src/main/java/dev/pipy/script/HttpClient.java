package dev.pipy.script;

import dev.pipy.event.Message;
import java.util.function.Consumer;

/// Requests of a script to one server. Confined to a worker.
public interface HttpClient {

  /// Sends a request. Calls one of the functions once, later.
  ///
  /// @param onFailure gets what stands for the answer that there is none of
  void request(Message request, Consumer<Message> onAnswer, Consumer<Message> onFailure);
}
