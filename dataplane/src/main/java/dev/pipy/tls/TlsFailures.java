package dev.pipy.tls;

import java.util.LinkedHashSet;

/// Tells people why TLS failed.
public final class TlsFailures {

  private static final int MOST_CAUSES = 5;

  private TlsFailures() {}

  /// The messages of a failure and of what caused it, outermost first, in one line.
  public static String explain(Throwable failure) {
    var messages = new LinkedHashSet<String>();
    var cause = failure;
    for (int i = 0; cause != null && i < MOST_CAUSES; i++, cause = cause.getCause()) {
      var message = cause.getMessage();
      // an exception without a message of its own repeats that of its cause, name first
      if (message != null
          && (cause.getCause() == null
              || !message.contains(": " + cause.getCause().getMessage()))) {
        messages.add(message.replaceAll("\\s+", " "));
      }
    }
    return messages.isEmpty() ? failure.getClass().getSimpleName() : String.join(": ", messages);
  }
}
