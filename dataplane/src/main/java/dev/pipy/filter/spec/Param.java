package dev.pipy.filter.spec;

import org.jspecify.annotations.Nullable;

/// A parameter of a filter: a typed key for its value in [Args], and its documentation.
///
/// @param name as the reference shows it; for an option, the field of the options object
/// @param type how it is read
/// @param isRequired whether a call without it is refused
/// @param defaultValue the value when it is absent; null when there is none
/// @param defaultText how a script would write the default; empty when there is none
/// @param documentation one or two sentences
public record Param<T>(
    String name,
    ParamType<T> type,
    boolean isRequired,
    @Nullable T defaultValue,
    String defaultText,
    String documentation) {

  /// A parameter that must be given.
  public static <T> Param<T> required(String name, ParamType<T> type, String documentation) {
    return new Param<>(name, type, true, null, "", documentation);
  }

  /// A parameter that may be absent; [Args#find] then yields null.
  public static <T> Param<T> optional(String name, ParamType<T> type, String documentation) {
    return new Param<>(name, type, false, null, "", documentation);
  }

  /// A parameter with a default.
  ///
  /// @param defaultText as a script would write it, such as `'5s'`
  public static <T> Param<T> withDefault(
      String name, ParamType<T> type, T defaultValue, String defaultText, String documentation) {
    return new Param<>(name, type, false, defaultValue, defaultText, documentation);
  }
}
