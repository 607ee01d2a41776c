package dev.pipy.program;

import java.time.Duration;

/// Something that happened to a program. Told on the thread that it happens on, which may be a
/// worker, so whoever is told must not wait.
public sealed interface ProgramEvent {

  /// The program's name.
  String program();

  /// The revision that it is about.
  long revision();

  /// The generation that it is about; 0 for a version that never ran.
  long generation();

  /// The first generation of a program, or the first since it was stopped, is active.
  ///
  /// @param took from the change until every worker had switched
  record Started(String program, long revision, long generation, Duration took)
      implements ProgramEvent {}

  /// A generation took the place of another.
  ///
  /// @param previous the revision that it replaces
  /// @param draining connections that stay on that one
  /// @param took from the change until every worker had switched
  record Swapped(
      String program, long revision, long generation, long previous, long draining, Duration took)
      implements ProgramEvent {}

  /// A program's ports are closed and its connections have ended.
  ///
  /// @param cut connections that were cut since the drain limit was over
  record Stopped(String program, long revision, long generation, long cut)
      implements ProgramEvent {}

  /// A port is listened on.
  ///
  /// @param address "ip:port", with "/udp" behind it if it is not TCP
  record ListenerOpened(String program, long revision, long generation, String address)
      implements ProgramEvent {}

  /// A port is listened on no more.
  ///
  /// @param address "ip:port", with "/udp" behind it if it is not TCP
  record ListenerClosed(String program, long revision, long generation, String address)
      implements ProgramEvent {}

  /// The last connection of a generation that was replaced or stopped has ended.
  ///
  /// @param cut connections that were cut since the drain limit was over
  /// @param took since the drain began
  record Drained(String program, long revision, long generation, long cut, Duration took)
      implements ProgramEvent {}

  /// The scripts of a version are out of memory, on all workers.
  record Freed(String program, long revision, long generation) implements ProgramEvent {}
}
