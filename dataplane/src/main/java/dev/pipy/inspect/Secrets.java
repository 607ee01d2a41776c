package dev.pipy.inspect;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What is not shown of heads unless somebody asks for it: values of fields and of query parameters
/// by the looks of their names. Rather hides a value too many than shows one.
final class Secrets {

  /// What stands in place of a value.
  static final String HIDDEN = "(hidden)";

  /// Found anywhere in a name, so that the names CGI makes of header fields are known, too.
  private static final List<String> WORDS =
      List.of(
          "authorization",
          "authenticationdata",
          "cookie",
          "token",
          "secret",
          "password",
          "passwd",
          "passphrase",
          "credential",
          "api-key",
          "apikey",
          "private-key");

  private Secrets() {}

  static boolean isSecret(String name) {
    var lower = name.toLowerCase(Locale.ROOT).replace('_', '-');
    return WORDS.stream().anyMatch(lower::contains);
  }

  /// The value of a field, or of one within it, as it may be shown.
  static @Nullable Object shown(String name, @Nullable Object value) {
    if (isSecret(name)) {
      return HIDDEN;
    }
    return switch (value) {
      case String text -> name.equals("QUERY_STRING") ? inQuery(text) : inPath(text);
      case List<?> list -> list.stream().map(element -> shown("", element)).toList();
      case Map<?, ?> map -> {
        var members = new LinkedHashMap<String, @Nullable Object>();
        map.forEach(
            (key, member) -> members.put(String.valueOf(key), shown(String.valueOf(key), member)));
        yield members;
      }
      case null, default -> value;
    };
  }

  /// The target of a request, or a reference to one, with the values of such parameters hidden.
  static String inPath(String path) {
    int question = path.indexOf('?');
    return question < 0
        ? path
        : path.substring(0, question + 1) + inQuery(path.substring(question + 1));
  }

  private static String inQuery(String query) {
    return Arrays.stream(query.split("&", -1))
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
