package dev.pipy.testing;

import dev.pipy.event.Head;

/// A head with nothing but a name.
///
/// @param name how outputs write it down
public record TestHead(String name) implements Head {
  @Override
  public String toString() {
    return name;
  }
}
