package dev.pipy.control.logging;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/// Makes the text of an entry. What comes from outside cannot forge lines or steer a terminal.
final class LogText {

  private static final int LONGEST = 16 * 1024;

  private LogText() {}

  static String of(
      String message, @Nullable List<KeyValuePair> facts, @Nullable Throwable failure) {
    var text = new StringBuilder(message);
    if (facts != null) {
      for (var fact : facts) {
        if (fact.key.equals(LogEntry.GENERATION)) {
          continue;
        }
        text.append(' ').append(fact.key).append('=').append(value(fact.value));
      }
    }
    if (failure != null) {
      text.append('\n').append(trace(failure));
    }
    return sanitized(text);
  }

  static String trace(Throwable failure) {
    var trace = new StringWriter();
    failure.printStackTrace(new PrintWriter(trace));
    return trace.toString().strip();
  }

  private static String value(@Nullable Object value) {
    var text = String.valueOf(value);
    return text.isEmpty() || text.chars().anyMatch(LogText::needsQuotes)
        ? '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"'
        : text;
  }

  private static boolean needsQuotes(int c) {
    return c <= ' ' || c == '"' || c == '=';
  }

  private static String sanitized(CharSequence text) {
    int end = Math.min(text.length(), LONGEST);
    var clean = new StringBuilder(end);
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      if (c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n') {
        continue;
      }
      if (c == '\n' || c == '\t' || !isControl(c)) {
        clean.append(c);
      } else {
        clean.append("\\u%04x".formatted((int) c));
      }
    }
    if (end < text.length()) {
      clean.append("... (").append(text.length() - end).append(" characters more)");
    }
    return clean.toString();
  }

  /// Also the separators of lines, and what turns the direction of writing round.
  static boolean isControl(char c) {
    return Character.isISOControl(c)
        || (c >= '\u2028' && c <= '\u202e')
        || (c >= '\u2066' && c <= '\u2069');
  }
}
