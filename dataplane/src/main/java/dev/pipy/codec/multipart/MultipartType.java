package dev.pipy.codec.multipart;

import dev.pipy.codec.http.HttpSyntax;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A content type of `multipart/*`.
///
/// @param boundary what stands between its parts; null if it names none that may be used (RFC 2046
///   section 5.1.1)
public record MultipartType(@Nullable String boundary) {

  private static final String PREFIX = "multipart/";
  private static final String BOUNDARY = "boundary";
  private static final int LONGEST = 70;

  /// What `contentType` says; null if it is of no multipart type.
  public static @Nullable MultipartType of(String contentType) {
    var type = contentType.stripLeading();
    if (!type.regionMatches(true, 0, PREFIX, 0, PREFIX.length())) {
      return null;
    }
    return new MultipartType(new Parameters(type, PREFIX.length()).boundary());
  }

  private static boolean isBoundary(String text) {
    return !text.isEmpty()
        && text.length() <= LONGEST
        && !text.endsWith(" ")
        && text.chars().allMatch(MultipartType::isBoundaryCharacter);
  }

  /// More than the standard has, since some clients take any ASCII.
  private static boolean isBoundaryCharacter(int c) {
    return c >= ' ' && c < 0x7f;
  }

  /// Parameters of a media type (RFC 9110 section 5.6.6).
  private static final class Parameters {

    private final String text;
    private int at;

    Parameters(String text, int at) {
      this.text = text;
      this.at = at;
    }

    /// The only usable boundary; null for none, for two, and for what cannot be read.
    @Nullable String boundary() {
      String found = null;
      token(); // the subtype
      skipBlanks();
      while (at < text.length()) {
        if (text.charAt(at++) != ';') {
          return null;
        }
        skipBlanks();
        if (at == text.length() || text.charAt(at) == ';') {
          continue;
        }
        var name = token().toLowerCase(Locale.ROOT);
        if (at == text.length() || text.charAt(at++) != '=') {
          return null;
        }
        var value = value();
        if (value == null || (name.equals(BOUNDARY) && found != null)) {
          return null;
        }
        found = name.equals(BOUNDARY) ? value : found;
        skipBlanks();
      }
      return found != null && isBoundary(found) ? found : null;
    }

    private @Nullable String value() {
      if (at == text.length() || text.charAt(at) != '"') {
        // some send characters that would have to be quoted, such as `/` and `=`
        int start = at;
        while (at < text.length() && ";\" \t".indexOf(text.charAt(at)) < 0) {
          at++;
        }
        return text.substring(start, at);
      }
      var value = new StringBuilder();
      for (at++; at < text.length(); at++) {
        char c = text.charAt(at);
        if (c == '"') {
          at++;
          return value.toString();
        }
        if (c == '\\' && at + 1 < text.length()) {
          c = text.charAt(++at);
        }
        value.append(c);
      }
      return null;
    }

    private String token() {
      int start = at;
      while (at < text.length() && HttpSyntax.isToken(text.substring(at, at + 1))) {
        at++;
      }
      return text.substring(start, at);
    }

    private void skipBlanks() {
      while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
        at++;
      }
    }
  }
}
