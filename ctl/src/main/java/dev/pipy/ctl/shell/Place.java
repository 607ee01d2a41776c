package dev.pipy.ctl.shell;

import dev.pipy.ctl.client.Connection;
import java.util.List;

/// Where commands go.
///
/// @param name for the prompt: a context with several servers, or a server
/// @param connections at least one
/// @param program what commands are about that name none; may be empty
/// @param isProtected whether changes are asked about
public record Place(
    String name, List<Connection> connections, String program, boolean isProtected) {

  public Place {
    connections = List.copyOf(connections);
  }
}
