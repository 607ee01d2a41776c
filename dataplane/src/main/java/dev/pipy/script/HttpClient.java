package dev.pipy.script;

import dev.pipy.event.Message;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Requests of a script to one server. Confined to a worker.
public interface HttpClient {

  /// Makes clients for one realm.
  @FunctionalInterface
  interface Maker {

    /// A client; nothing connects yet. Throws IllegalArgumentException for options that cannot be
    /// read.
    ///
    /// @param target `host:port`
    /// @param options of connections and requests, neutral; null for none
    /// @param tls options of TLS, neutral; null for none of it
    HttpClient make(String target, @Nullable Object options, @Nullable Object tls);
  }

  /// Sends a request. Calls one of the functions once, later.
  ///
  /// @param onFailure gets what stands for the answer that there is none of
  void request(Message request, Consumer<Message> onAnswer, Consumer<Message> onFailure);
}
