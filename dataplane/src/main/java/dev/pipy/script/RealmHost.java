package dev.pipy.script;

import dev.pipy.pipeline.OutboundView;
import dev.pipy.pipeline.StreamContext;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What the program around a realm does for its scripts, on their worker. Confined to it.
public interface RealmHost {

  /// A client of a server. Throws IllegalArgumentException for options that cannot be read.
  ///
  /// @param target `host:port`
  /// @param options of connections and requests, neutral; null for none
  /// @param tls options of TLS, neutral; null for none of it
  HttpClient client(String target, @Nullable Object options, @Nullable Object tls);

  /// The contexts of the clients that are connected, in the order in which they came.
  Collection<StreamContext> inbounds();

  /// The connections to peers.
  Collection<OutboundView> outbounds();

  /// Waits for a change of the codebase's folder, if it is in one.
  ///
  /// @param path a file or folder within the codebase, from "/" on
  /// @param onChange gets the files that have changed, once, later
  void watch(String path, Consumer<List<String>> onChange);

  /// Feeds a file to a pipeline.
  ///
  /// @param module the file whose pipelines have the names that `pipeline` mentions
  /// @param pipeline of the form `$=>$...`
  /// @param argument for its `onStart`, neutral
  /// @param onEnd gets what its `onEnd` returns, once it has ended
  /// @param onFailure gets why it could not begin
  void read(
      Path file,
      String module,
      ScriptCallback pipeline,
      @Nullable Object argument,
      Consumer<@Nullable Object> onEnd,
      Consumer<String> onFailure);
}
