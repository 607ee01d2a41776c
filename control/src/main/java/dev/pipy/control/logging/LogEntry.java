package dev.pipy.control.logging;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/// What one log call said.
///
/// @param sequence counts from 1 in the order of writing; 0 while it waits to be written
/// @param time of the call
/// @param level how grave
/// @param logger full name
/// @param program that it is about; may be empty
/// @param generation of the program; 0 if it is not known
/// @param text message, key-values and stack trace; may hold line breaks but no other control
///   characters
/// @param parts the same in its parts; null unless lines are written in a form that needs them
public record LogEntry(
    long sequence,
    Instant time,
    Level level,
    String logger,
    String program,
    long generation,
    String text,
    @Nullable LogParts parts) {

  /// The fact that becomes the entry's generation, rather than a part of its text.
  static final String GENERATION = "generation";

  LogEntry numbered(long sequence) {
    return new LogEntry(sequence, time, level, logger, program, generation, text, parts);
  }

  /// What the history keeps: enough for readers.
  LogEntry withoutParts() {
    return parts == null
        ? this
        : new LogEntry(sequence, time, level, logger, program, generation, text, null);
  }
}
