package dev.pipy.program;

import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.Spelling;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What to tell whoever gave a wrong argument: what the parameter is for, and how the call is made.
/// Complaints begin with what they are about: `options.name`, `argument #2`, or which are missing.
///
/// @param signature such as "connect(target, options?)"
/// @param parameters positional, in order
/// @param options fields of the options object
record ArgumentAdvice(String signature, List<Param<?>> parameters, List<Param<?>> options) {

  private static final Pattern OPTION = Pattern.compile("^options\\.(\\w+)");
  private static final Pattern POSITION = Pattern.compile("argument #(\\d{1,3})");
  private static final Pattern MISSING = Pattern.compile("missing: (\\w+)");

  /// The option that a complaint is about; null if it is about something else.
  static @Nullable String optionOf(String complaint) {
    var match = OPTION.matcher(complaint);
    return match.find() ? match.group(1) : null;
  }

  /// The documentation of what a complaint is about, and the usage.
  String on(String complaint) {
    var param = paramOf(complaint);
    return (param == null ? "" : described(param) + " ") + "Usage: " + signature;
  }

  private @Nullable Param<?> paramOf(String complaint) {
    var option = optionOf(complaint);
    if (option != null) {
      return named(option, options);
    }
    var position = POSITION.matcher(complaint);
    if (position.find()) {
      int index = Integer.parseInt(position.group(1)) - 1;
      return index >= 0 && index < parameters.size() ? parameters.get(index) : null;
    }
    var missing = MISSING.matcher(complaint);
    return missing.find() ? named(missing.group(1), parameters) : null;
  }

  private static @Nullable Param<?> named(String name, List<Param<?>> params) {
    return params.stream().filter(param -> param.name().equals(name)).findFirst().orElse(null);
  }

  /// What somebody may have meant who gave an option that there is not.
  String onUnknown(String option) {
    var names = options.stream().<String>map(Param::name).toList();
    var advice = new ArrayList<String>();
    var closest = Spelling.closest(option, names);
    if (!closest.isEmpty()) {
      advice.add("did you mean " + closest.getFirst() + "?");
      var meant = named(closest.getFirst(), options);
      if (meant != null) {
        advice.add(described(meant));
      }
    } else {
      advice.add("its options are " + String.join(", ", names));
    }
    return String.join(" ", advice);
  }

  private static String described(Param<?> param) {
    var unit = param.type().unit().isEmpty() ? "" : " in " + param.type().unit();
    var fallback = param.defaultText().isEmpty() ? "" : ", default " + param.defaultText();
    return param.name()
        + " ("
        + param.type().name()
        + unit
        + fallback
        + "): "
        + param.documentation();
  }
}
