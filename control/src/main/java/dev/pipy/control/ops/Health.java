package dev.pipy.control.ops;

import java.util.List;

/// How the server is. Any thread that may block.
public interface Health {

  /// What tells whether the process is worth keeping: `/livez`.
  List<Check> live();

  /// What tells whether it should get clients: `/readyz`.
  List<Check> ready();

  /// What tells whether it has started: `/startupz`.
  List<Check> started();
}
