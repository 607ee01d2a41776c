package dev.pipy.transport;

/// What is spoken beneath the pipelines.
public enum Protocol {
  /// A stream of bytes for each connection.
  TCP,
  /// Datagrams; a stream for each address that they come from.
  UDP
}
