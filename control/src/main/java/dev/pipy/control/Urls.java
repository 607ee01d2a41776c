package dev.pipy.control;

import java.util.regex.Pattern;

/// Text that may be the URL of a codebase.
final class Urls {

  private static final Pattern HTTP = Pattern.compile("(?i)https?://.*");
  private static final Pattern PASSWORD = Pattern.compile("(?i)^(https?://)[^/@]*@");

  private Urls() {}

  static boolean isHttp(String text) {
    return HTTP.matcher(text).matches();
  }

  /// The same text without a name and password that a URL may carry.
  static String shown(String text) {
    return PASSWORD.matcher(text).replaceFirst("$1");
  }
}
