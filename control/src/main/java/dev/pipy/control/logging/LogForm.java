package dev.pipy.control.logging;

import java.util.Locale;

/// How lines are written.
public enum LogForm {
  /// For people: time, level, topic and text.
  TEXT,
  /// For machines: a JSON object on each line.
  JSON;

  /// As options have it.
  public static LogForm of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
