package dev.pipy.event;

/// What a protocol says before or after a message's body. Opaque to pipelines: codecs and scripts
/// know their own kinds. Shared by reference along a pipeline, so a change made by a script is seen
/// by all later filters.
public interface Head {

  /// Whether its message stands inside of another one, which goes on behind its end, as a
  /// WebSocket's ping may stand between the frames of a message. Otherwise a start inside of a
  /// message says that the message was given up.
  default boolean isInserted() {
    return false;
  }
}
