package dev.pipy.filter.observe;

import dev.pipy.event.Head;
import dev.pipy.inspect.SeenHead;
import org.jspecify.annotations.Nullable;

/// Shows heads on one line, as JSON does: `{"status":200,"headers":{"server":"x"}}`. Values that
/// are secret by the looks of their names are hidden, and it stops at some 4 KiB.
final class HeadText {

  private static final int MOST = 4096;

  private HeadText() {}

  /// Appends a blank and the head, or nothing if it says nothing.
  static void append(@Nullable Head head, StringBuilder to) {
    @Nullable SeenHead seen;
    try {
      seen = SeenHead.of(head, false);
    } catch (RuntimeException unreadable) {
      to.append(" (unreadable)"); // such as a head that a script made unfit to be written
      return;
    }
    if (seen != null) {
      append(seen, to);
    }
  }

  private static void append(SeenHead head, StringBuilder to) {
    switch (head.kind()) {
      case REQUEST -> {
        member("method", head.method(), to.append(" {"));
        member("path", head.path(), to.append(','));
        http(head, to);
      }
      case RESPONSE -> {
        to.append(" {\"status\":").append(head.status());
        http(head, to);
      }
      case FIELDS -> {
        if (!head.fields().isEmpty()) {
          fields(head, to.append(' '));
        }
      }
    }
  }

  private static void http(SeenHead head, StringBuilder to) {
    member("protocol", head.protocol(), to.append(','));
    fields(head, to.append(",\"headers\":"));
    to.append('}');
  }

  private static void fields(SeenHead head, StringBuilder to) {
    int most = to.length() + MOST;
    int left = head.fields().size() + head.leftOut();
    to.append('{');
    for (var field : head.fields()) {
      int before = to.length();
      member(field.name(), field.value(), to.append(to.charAt(before - 1) == '{' ? "" : ","));
      if (to.length() > most) {
        to.setLength(before);
        break;
      }
      left--;
    }
    if (left > 0) {
      to.append(" ... ").append(left).append(" more");
    }
    to.append('}');
  }

  private static void member(String name, String value, StringBuilder to) {
    Printable.quote(name, to);
    Printable.quote(value, to.append(':'));
  }
}
