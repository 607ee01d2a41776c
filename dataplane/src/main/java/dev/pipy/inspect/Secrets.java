package dev.pipy.inspect;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// What is not shown of heads unless somebody asks for it: values of fields and of query parameters
/// by the looks of their names.
final class Secrets {

  /// What stands in place of a value.
  static final String HIDDEN = "(hidden)";

  private static final Set<String> FIELDS =
      Set.of("authorization", "proxy-authorization", "cookie", "set-cookie");

  private static final List<String> WORDS =
      List.of("token", "secret", "password", "passwd", "api-key", "api_key", "apikey");

  private Secrets() {}

  static boolean isSecret(String name) {
    var lower = name.toLowerCase(Locale.ROOT);
    return FIELDS.contains(lower) || WORDS.stream().anyMatch(lower::contains);
  }

  /// The target of a request with the values of such parameters hidden.
  static String inPath(String path) {
    int question = path.indexOf('?');
    if (question < 0) {
      return path;
    }
    return path.substring(0, question + 1)
        + Arrays.stream(path.substring(question + 1).split("&", -1))
            .map(Secrets::hidden)
            .collect(Collectors.joining("&"));
  }

  private static String hidden(String parameter) {
    int equals = parameter.indexOf('=');
    return equals >= 0 && isSecret(parameter.substring(0, equals))
        ? parameter.substring(0, equals + 1) + HIDDEN
        : parameter;
  }
}
