package dev.pipy.control.logging;

import java.util.regex.Pattern;

/// A regular expression of somebody who is not trusted to know what it costs. It may take so many
/// steps on a line, and so many a second on all; once it takes more, it never matches again and
/// says why. One thread at a time.
public final class LinePattern {

  /// Characters of an expression.
  public static final int LONGEST = 1000;

  /// Characters of a line that are looked at.
  static final int LINE_LENGTH = 4096;

  /// Looks at a character that a line may cost.
  private static final int LINE_STEPS = 200_000;

  /// Those that all lines of a second may cost together: some ten milliseconds.
  private static final long SECOND_STEPS = 10_000_000;

  private static final long NANOS_PER_STEP = 1_000_000_000 / SECOND_STEPS;

  private final Pattern pattern;
  private long steps = SECOND_STEPS;
  private long refilled = System.nanoTime();
  private volatile boolean isTooSlow;

  /// Throws PatternSyntaxException if the text is no expression.
  public LinePattern(String text) {
    pattern = Pattern.compile(text);
  }

  /// Whether it has been given up.
  public boolean isTooSlow() {
    return isTooSlow;
  }

  /// Whether something in the text matches.
  public boolean matches(String text) {
    if (isTooSlow) {
      return false;
    }
    refill();
    var line = new CountedText(text, (int) Math.min(LINE_STEPS, steps));
    try {
      return pattern.matcher(line).find();
    } catch (TooSlow | StackOverflowError given) {
      isTooSlow = true;
      return false;
    } finally {
      steps -= line.used();
    }
  }

  private void refill() {
    long now = System.nanoTime();
    long earned = (now - refilled) / NANOS_PER_STEP;
    steps = Math.min(SECOND_STEPS, steps + earned);
    refilled += earned * NANOS_PER_STEP;
  }

  /// The steps are used up.
  private static final class TooSlow extends RuntimeException {

    private static final long serialVersionUID = 1;

    TooSlow() {
      super(null, null, false, false);
    }
  }

  /// A line, or a part of it, that counts how often it is looked at.
  private static final class CountedText implements CharSequence {

    private final String text;
    private final int length;
    private final int most;
    private int used;

    CountedText(String text, int most) {
      this.text = text;
      this.length = Math.min(text.length(), LINE_LENGTH);
      this.most = most;
    }

    int used() {
      return used;
    }

    @Override
    public int length() {
      return length;
    }

    @Override
    public char charAt(int index) {
      if (++used > most) {
        throw new TooSlow();
      }
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.substring(start, end);
    }

    @Override
    public String toString() {
      return text.substring(0, length);
    }
  }
}
