package dev.pipy.control.config;

/// One value of a configuration file.
///
/// @param key as the file has it
/// @param text the value, with variables and files put in
/// @param shown what may be printed: the same, unless the value came from another file
/// @param place "FILE:LINE:COLUMN"
public record ConfigEntry(String key, String text, String shown, String place) {

  /// Does not show what came from another file.
  @Override
  public String toString() {
    return place + " " + key + ": " + shown;
  }
}
