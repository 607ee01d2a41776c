package dev.pipy.ctl.host;

import java.util.function.IntSupplier;

/// The terminal, if there is one.
///
/// @param interactive whether somebody can answer questions
/// @param terminal whether results are shown on a terminal
/// @param width columns of the terminal, found out when asked for
public record Screen(boolean interactive, boolean terminal, IntSupplier width) {

  /// No terminal: lines may have any length.
  public static final Screen NONE = new Screen(false, false, () -> Integer.MAX_VALUE);

  Screen withoutTerminal() {
    return new Screen(interactive, false, NONE.width);
  }
}
