package dev.pipy.program;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/// Finds the name that was probably meant.
final class DidYouMean {

  private DidYouMean() {}

  /// A question such as `did you mean "connect"?`; empty if no name is near.
  static String among(Collection<String> names, String wrong) {
    return names.stream()
        .filter(name -> distance(name, wrong) <= Math.max(1, wrong.length() / 3))
        .min(Comparator.comparingInt(name -> distance(name, wrong)))
        .map(name -> "did you mean \"" + name + "\"?")
        .orElse("");
  }

  /// Edits that lead from one name to the other, whatever the case of letters.
  private static int distance(String one, String other) {
    var a = one.toLowerCase(Locale.ROOT);
    var b = other.toLowerCase(Locale.ROOT);
    var row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
