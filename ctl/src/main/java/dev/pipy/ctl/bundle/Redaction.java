package dev.pipy.ctl.bundle;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Takes out of texts what is a secret, or looks like one: tokens and passwords after their names,
/// credentials in header fields and URLs, private keys, signed tokens, and values that are known to
/// be secret. Rather hides a value too many than shows one.
public final class Redaction {

  private static final String HIDDEN = "(hidden)";

  /// A word that names a secret, with what may stand around it. Bounded, so that no text takes
  /// long.
  private static final String NAME =
      "[\\w.-]{0,40}(?:passw(?:or)?d|passphrase|secret|token|api[-_]?key|private[-_]?key|credential)"
          + "[\\w.-]{0,40}";

  /// Each with what stays as its first group.
  private static final List<Pattern> PATTERNS =
      List.of(
          Pattern.compile(
              "()-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----.*?(?:-----END [A-Z ]{0,40}PRIVATE"
                  + " KEY-----|\\z)",
              Pattern.DOTALL),
          Pattern.compile(
              "(?i)((?:proxy-)?authorization[\"']?\\s{0,3}[:=]\\s{0,3}[\"']?)[^\"'\\r\\n]{1,4096}"),
          Pattern.compile(
              "(?i)((?:set-)?cookie[\"']?\\s{0,3}[:=]\\s{0,3}[\"']?)[^\"'\\r\\n]{1,4096}"),
          Pattern.compile("(?i)\\b((?:bearer|basic)\\s{1,3})[\\w+/=.~-]{8,4096}"),
          Pattern.compile(
              "(\\b[a-zA-Z][a-zA-Z0-9+.-]{0,20}://)[^/\\s:@\"']{0,200}(?::[^/\\s@\"']{0,200})?(?=@)"),
          Pattern.compile("()\\beyJ[\\w-]{8,4096}\\.[\\w-]{1,4096}\\.[\\w-]{0,4096}"),
          Pattern.compile(
              "(?i)(\\b"
                  + NAME
                  + "\\\\?[\"']?\\s{0,3}[:=]\\s{0,3}\\\\?[\"']?)[^\\s\"'\\\\,;&}\\])(]{1,4096}"));

  private final List<String> known;
  private int hidden;

  /// @param known values that are hidden wherever they stand
  public Redaction(List<String> known) {
    this.known = known.stream().filter(value -> !value.isBlank()).toList();
  }

  /// The text without them.
  public String of(String text) {
    String clean = text;
    for (String secret : known) {
      clean = replaced(Pattern.compile("()" + Pattern.quote(secret)), clean);
    }
    for (Pattern pattern : PATTERNS) {
      clean = replaced(pattern, clean);
    }
    return clean;
  }

  private String replaced(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    StringBuilder clean = new StringBuilder();
    while (matcher.find()) {
      hidden++;
      matcher.appendReplacement(clean, Matcher.quoteReplacement(matcher.group(1) + HIDDEN));
    }
    return matcher.appendTail(clean).toString();
  }

  /// How many values were hidden so far.
  public int hidden() {
    return hidden;
  }
}
