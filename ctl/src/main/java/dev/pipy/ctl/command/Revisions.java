package dev.pipy.ctl.command;

import dev.pipy.ctl.outcome.CommandFailure;

/// Revision numbers as people write them: `r42` or `42`.
final class Revisions {

  private static final int MOST_LISTED = 1000;

  private Revisions() {}

  static long parse(String option, String text) {
    String digits = text.startsWith("r") ? text.substring(1) : text;
    if (!digits.matches("[1-9]\\d{0,17}")) {
      throw CommandFailure.usage(option + ": " + text + " (expected: a revision such as r42)");
    }
    return Long.parseLong(digits);
  }

  static void checkLimit(int limit) {
    if (limit < 1 || limit > MOST_LISTED) {
      throw CommandFailure.usage("--limit: " + limit + " (expected: 1 to " + MOST_LISTED + ")");
    }
  }

  static String name(long number) {
    return number == 0 ? "none" : "r" + number;
  }
}
