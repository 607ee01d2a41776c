package dev.pipy.control.ops;

/// One thing that must be true for the server to be well.
///
/// @param name words joined by "-", the same in every version
/// @param isPassing whether it is true
/// @param detail what is wrong; empty if nothing is
public record Check(String name, boolean isPassing, String detail) {

  /// One that passes if nothing is wrong.
  ///
  /// @param fault what is wrong; empty if nothing is
  public static Check of(String name, String fault) {
    return new Check(name, fault.isEmpty(), fault);
  }
}
