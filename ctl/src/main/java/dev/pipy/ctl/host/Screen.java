package dev.pipy.ctl.host;

import java.util.function.Supplier;

/// The terminal, if there is one.
///
/// @param interactive whether somebody can answer questions
/// @param terminal whether results are shown on a terminal
/// @param size of the terminal, found out when asked for
public record Screen(boolean interactive, boolean terminal, Supplier<Size> size) {

  /// No terminal: lines may have any length.
  public static final Screen NONE = new Screen(false, false, () -> Size.ENDLESS);

  private static final Size USUAL = new Size(80, 24);

  /// How much a terminal shows.
  public record Size(int columns, int lines) {

    /// As much as anybody likes.
    public static final Size ENDLESS = new Size(Integer.MAX_VALUE, Integer.MAX_VALUE);

    /// What a terminal says of itself; what it does not know, or gives as 0, is as usual: 80 and
    /// 24.
    public static Size of(int columns, int lines) {
      return new Size(columns > 0 ? columns : USUAL.columns, lines > 0 ? lines : USUAL.lines);
    }
  }

  Screen withoutTerminal() {
    return new Screen(interactive, false, NONE.size);
  }
}
