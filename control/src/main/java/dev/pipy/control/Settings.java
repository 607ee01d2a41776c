package dev.pipy.control;

import dev.pipy.filter.spec.Quantity;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What each option is set to and by whom, as text and as what the text means. An option that
/// nobody set has its default.
///
/// @param values by option, such as "--threads"; only of options that were set
/// @param defaults by option; all options are there, those without a default with ""
record Settings(Map<String, List<Value>> values, Map<String, String> defaults) {

  /// Who set an option; the first one counts.
  enum Source {
    /// The command line.
    FLAG,
    /// An environment variable.
    ENVIRONMENT,
    /// The configuration file.
    FILE
  }

  /// One value of an option.
  ///
  /// @param text as it was given
  /// @param shown what of it may be printed
  /// @param origin what a person calls it: "--threads", "PIPY_THREADS", "pipy.yaml:3:10: threads"
  /// @param source who set it
  record Value(String text, String shown, String origin, Source source) {}

  Settings {
    values = Map.copyOf(values);
    defaults = Map.copyOf(defaults);
  }

  /// All values of an option that may be given several times.
  List<Value> all(String option) {
    return values.getOrDefault(option, List.of());
  }

  private @Nullable Value last(String option) {
    var all = all(option);
    return all.isEmpty() ? null : all.getLast();
  }

  boolean isSet(String option) {
    return values.containsKey(option);
  }

  /// The value, else the default, else empty.
  String text(String option) {
    var value = last(option);
    return value == null ? defaults.getOrDefault(option, "") : value.text();
  }

  /// Whether a flag is set.
  boolean flag(String option) throws StartException {
    return switch (text(option)) {
      case "", "false" -> false;
      case "true" -> true;
      default -> throw wrong(option, "true or false");
    };
  }

  int number(String option, int least, int most) throws StartException {
    var text = text(option);
    if (text.matches("[0-9]{1,9}")) {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    }
    throw wrong(option, least + " to " + most);
  }

  Duration duration(String option, Duration least, Duration most) throws StartException {
    var duration = Quantity.duration(text(option));
    if (duration == null || duration.compareTo(least) < 0 || duration.compareTo(most) > 0) {
      throw wrong(
          option,
          "a duration such as 30s or 2m, from " + inSeconds(least) + " to " + inSeconds(most));
    }
    return duration;
  }

  private static String inSeconds(Duration duration) {
    return duration.toMillisPart() == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
  }

  /// One of a few words.
  String choice(String option, List<String> words) throws StartException {
    var text = text(option);
    if (!words.contains(text)) {
      throw wrong(
          option, String.join(", ", words.subList(0, words.size() - 1)) + " or " + words.getLast());
    }
    return text;
  }

  /// A file or folder; null if none was named.
  @Nullable Path path(String option) throws StartException {
    var text = text(option);
    try {
      return text.isEmpty() ? null : Path.of(text);
    } catch (InvalidPathException invalid) {
      throw wrong(option, "a path");
    }
  }

  /// The last value of an option is not what it should be.
  StartException wrong(String option, String expected) {
    var value = last(option);
    return value == null
        ? new StartException(ExitCode.USAGE, option + ": missing (expected: " + expected + ")")
        : wrong(value, expected);
  }

  /// A value is not what it should be. In a configuration file that is another kind of failure.
  static StartException wrong(Value value, String expected) {
    return problem(value, ": " + value.shown() + " (expected: " + expected + ")");
  }

  /// A value cannot be used, for a reason of its own.
  static StartException problem(Value value, String text) {
    return new StartException(
        value.source() == Source.FILE ? ExitCode.CODEBASE : ExitCode.USAGE, value.origin() + text);
  }
}
