package dev.pipy.control.logging;

import java.time.Instant;
import org.slf4j.event.Level;

/// What one log call said.
///
/// @param sequence counts from 1 in the order of writing; 0 while it waits to be written
/// @param time of the call
/// @param level how grave
/// @param logger full name
/// @param program that it is about; may be empty
/// @param text message, key-values and stack trace; may hold line breaks but no other control
///   characters
public record LogEntry(
    long sequence, Instant time, Level level, String logger, String program, String text) {

  LogEntry numbered(long sequence) {
    return new LogEntry(sequence, time, level, logger, program, text);
  }
}
