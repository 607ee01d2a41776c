package dev.pipy.control;

import dev.pipy.codebase.CodebaseException;
import dev.pipy.program.Activation;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The codebase that a server was started with.
sealed interface StartCodebase permits LocalCodebase, RemoteCodebase {

  /// The name that it runs under.
  String program();

  /// Where its files are, as the user would write it; may be empty.
  String folderText();

  /// What is to run, with the files of now; counts how often it was asked for.
  Activation activation(Duration drainLimit) throws CodebaseException, StartException;

  /// That of the options; null for none.
  static @Nullable StartCodebase of(ServerOptions options) throws StartException {
    var given = options.codebase();
    if (given == null) {
      return null;
    }
    return Urls.isHttp(given) ? new RemoteCodebase(given) : new LocalCodebase(given);
  }
}
