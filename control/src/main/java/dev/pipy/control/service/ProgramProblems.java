package dev.pipy.control.service;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Why programs do not run as stored.
public final class ProgramProblems {

  private final Map<String, String> problems = new ConcurrentHashMap<>();

  /// No problems.
  public ProgramProblems() {}

  /// A stored program could not be started.
  void found(String program, String problem) {
    problems.put(program, problem);
  }

  /// The program runs, or was stopped.
  void solved(String program) {
    problems.remove(program);
  }

  /// Empty when there is none.
  String of(String program) {
    return problems.getOrDefault(program, "");
  }

  /// Programs that have one, by name.
  public List<String> programs() {
    return problems.keySet().stream().sorted().toList();
  }

  /// Whether there is none at all.
  boolean isEmpty() {
    return problems.isEmpty();
  }
}
