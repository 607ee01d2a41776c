package dev.pipy.control.logging;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// An entry as one line with a JSON object: `ts`, `level`, `logger`, `program`, `msg`, the
/// key-values of the call under their own names within `facts`, `error` with `type`, `message` and
/// `stack`, and `instance`. All but ASCII without control characters is escaped where a line could
/// be forged.
final class JsonLines implements LogFormat {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final int LONGEST = 16 * 1024;

  private final String instance;

  /// @param instance names this process among others; empty for no such field
  JsonLines(String instance) {
    this.instance = instance;
  }

  @Override
  public void append(LogEntry entry, StringBuilder lines) {
    lines.append('{');
    field(lines, "ts", TIME.format(entry.time()));
    field(lines, "level", entry.level().name().toLowerCase(Locale.ROOT));
    field(lines, "logger", entry.logger());
    if (!entry.program().isEmpty()) {
      field(lines, "program", entry.program());
    }
    if (entry.generation() != 0) {
      lines.append("\"generation\":").append(entry.generation()).append(',');
    }
    var parts = entry.parts();
    field(lines, "msg", parts == null ? entry.text() : parts.message());
    if (parts != null) {
      appendParts(lines, parts);
    }
    if (!instance.isEmpty()) {
      field(lines, "instance", instance);
    }
    lines.setLength(lines.length() - 1); // the last comma
    lines.append("}\n");
  }

  private static void appendParts(StringBuilder lines, LogParts parts) {
    if (!parts.facts().isEmpty()) {
      lines.append("\"facts\":{");
      parts.facts().forEach((name, value) -> field(lines, name, value));
      lines.setLength(lines.length() - 1);
      lines.append("},");
    }
    var failure = parts.failure();
    if (failure != null) {
      lines.append("\"error\":{");
      field(lines, "type", failure.type());
      field(lines, "message", failure.message());
      field(lines, "stack", failure.stack());
      lines.setLength(lines.length() - 1);
      lines.append("},");
    }
  }

  private static void field(StringBuilder lines, String name, String value) {
    quote(lines, name);
    lines.append(':');
    quote(lines, value);
    lines.append(',');
  }

  private static void quote(StringBuilder lines, String text) {
    lines.append('"');
    int end = Math.min(text.length(), LONGEST);
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> lines.append("\\\"");
        case '\\' -> lines.append("\\\\");
        case '\n' -> lines.append("\\n");
        case '\r' -> lines.append("\\r");
        case '\t' -> lines.append("\\t");
        default -> {
          if (LogText.isControl(c) || (Character.isSurrogate(c) && isAlone(text, i))) {
            lines.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
          } else {
            lines.append(c);
          }
        }
      }
    }
    if (end < text.length()) {
      lines.append("... (").append(text.length() - end).append(" characters more)");
    }
    lines.append('"');
  }

  /// Half of a character has no form in UTF-8.
  private static boolean isAlone(String text, int at) {
    char c = text.charAt(at);
    return Character.isHighSurrogate(c)
        ? at + 1 >= text.length() || !Character.isLowSurrogate(text.charAt(at + 1))
        : at == 0 || !Character.isHighSurrogate(text.charAt(at - 1));
  }
}
