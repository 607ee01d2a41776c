package dev.pipy.script;

/// What the texts of scripts name that costs something to keep, so that it is kept for nobody else.
///
/// @param inbound the client's connection
/// @param sizes of messages on the wire
/// @param headerNames names of header fields as they are spelled
record Mentions(boolean inbound, boolean sizes, boolean headerNames) {

  static final Mentions NONE = new Mentions(false, false, false);

  /// What one text names.
  ///
  /// @param usesInbound whether `__inbound` is a name in it
  static Mentions in(String text, boolean usesInbound) {
    return new Mentions(
        usesInbound || text.contains("algo"), // balancers lend to connections
        text.contains("headSize") || text.contains("bodySize"),
        text.contains("headerNames"));
  }

  /// What either names.
  Mentions and(Mentions other) {
    return new Mentions(
        inbound || other.inbound, sizes || other.sizes, headerNames || other.headerNames);
  }
}
