package dev.pipy.control.logging;

/// Makes lines of entries. Only the writing thread calls it.
interface LogFormat {

  /// Appends an entry with the end of its last line.
  void append(LogEntry entry, StringBuilder lines);
}
