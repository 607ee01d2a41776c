package dev.pipy.codec.http1;

/// What a head says of its connection (RFC 9110 section 7.6.1).
public enum ConnectionOption {
  /// It stays open for further messages.
  KEEP_ALIVE,
  /// It is closed after this message.
  CLOSE,
  /// It switches protocols, or offers to: the upgrade field of the head is passed on.
  UPGRADE,
  /// Nothing: interim responses, and responses that open a tunnel.
  NONE
}
