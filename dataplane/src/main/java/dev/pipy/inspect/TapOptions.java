package dev.pipy.inspect;

/// What a tap shall show.
///
/// @param filter which messages
/// @param bodyBytes of each message, or of Data outside of messages, that are copied: 0 to 65,536
/// @param eventsPerSecond messages and other events that are shown in a second, 1 to 1000; those
///   beyond are counted
/// @param showsSecrets whether values are shown whose names look like secrets
public record TapOptions(
    MessageFilter filter, int bodyBytes, int eventsPerSecond, boolean showsSecrets) {

  /// The most of a body that is copied.
  public static final int MOST_BODY_BYTES = 64 << 10;

  /// The most that is shown in a second.
  public static final int MOST_PER_SECOND = 1000;

  /// Throws IllegalArgumentException whose message begins with the name of the parameter at fault.
  public TapOptions {
    check("body_bytes", bodyBytes, 0, MOST_BODY_BYTES);
    check("events_per_second", eventsPerSecond, 1, MOST_PER_SECOND);
  }

  private static void check(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + ": " + value + " (expected: " + least + " to " + most + ")");
    }
  }
}
