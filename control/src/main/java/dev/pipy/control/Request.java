package dev.pipy.control;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// What a command line asks for.
sealed interface Request {

  /// The usage text.
  record Help() implements Request {}

  /// Versions of this program and what it runs on.
  record ShowVersion() implements Request {}

  /// A table of the filters.
  record ListFilters() implements Request {}

  /// The reference of one filter, or of all.
  ///
  /// @param filter its name; empty for all
  record HelpFilters(String filter) implements Request {}

  /// Declarations in TypeScript.
  ///
  /// @param codebase whose context variables are declared as well; null for none
  record Types(@Nullable Path codebase) implements Request {}

  /// What each option is set to.
  ///
  /// @param options with who set them
  record CheckConfig(ServerOptions options) implements Request {}

  /// A look at what is stored, which changes nothing.
  ///
  /// @param folder a store, or a state directory
  record CheckStore(Path folder) implements Request {}

  /// All findings about a codebase.
  ///
  /// @param options which, and how it would run
  /// @param strict whether warnings count as errors
  record Verify(ServerOptions options, boolean strict) implements Request {}

  /// A server.
  ///
  /// @param options how
  record Run(ServerOptions options) implements Request {}
}
