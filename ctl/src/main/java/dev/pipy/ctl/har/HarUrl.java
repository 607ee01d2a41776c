package dev.pipy.ctl.har;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/// Targets of requests as the absolute addresses that a HAR document wants.
final class HarUrl {

  private static final Pattern ABSOLUTE = Pattern.compile("(?i)[a-z][a-z0-9+.-]*://.*");
  private static final Pattern HOST = Pattern.compile("[\\w.\\-:\\[\\]%]+");

  /// No host has such a name (RFC 2606 section 2).
  private static final String UNKNOWN_HOST = "unknown.invalid";

  private HarUrl() {}

  /// The address of a target. Whether the client spoke TLS is not known behind the filter that
  /// ended it, so the scheme is http.
  ///
  /// @param host the field of that name; may be empty
  static String of(String target, String host) {
    if (ABSOLUTE.matcher(target).matches()) {
      return target;
    }
    if (!target.isEmpty() && !target.startsWith("/") && HOST.matcher(target).matches()) {
      return "http://" + target + "/"; // of CONNECT
    }
    String authority = HOST.matcher(host).matches() ? host : UNKNOWN_HOST;
    return "http://" + authority + (target.startsWith("/") ? target : "/" + target);
  }

  /// The parameters of a target, decoded where they are well-formed.
  static Query query(String target) {
    int mark = target.indexOf('?');
    return new Query(mark < 0 ? "" : target.substring(mark + 1));
  }

  /// @param text what stands behind the question mark
  record Query(String text) {

    void forEach(BiConsumer<String, String> each) {
      int start = 0;
      while (start < text.length()) {
        int and = text.indexOf('&', start);
        int end = and < 0 ? text.length() : and;
        int equals = text.indexOf('=', start);
        boolean hasValue = equals >= 0 && equals < end;
        each.accept(
            decoded(text.substring(start, hasValue ? equals : end)),
            hasValue ? decoded(text.substring(equals + 1, end)) : "");
        start = end + 1;
      }
    }
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, UTF_8);
    } catch (IllegalArgumentException malformed) {
      return text;
    }
  }
}
