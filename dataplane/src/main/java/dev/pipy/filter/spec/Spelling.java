package dev.pipy.filter.spec;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/// Finds what somebody probably meant to type.
public final class Spelling {

  private Spelling() {}

  /// "did you mean x?", or nothing if no candidate is close.
  public static String advice(String typed, Collection<String> candidates) {
    var closest = closest(typed, candidates);
    return closest.isEmpty() ? "" : "did you mean " + closest.getFirst() + "?";
  }

  /// The candidates that may have been meant, likeliest first.
  public static List<String> closest(String typed, Collection<String> candidates) {
    int limit = Math.max(1, typed.length() / 3);
    return candidates.stream()
        .filter(candidate -> distance(typed, candidate) <= limit)
        .sorted(
            Comparator.comparingInt((String candidate) -> distance(typed, candidate))
                .thenComparing(Comparator.naturalOrder()))
        .toList();
  }

  /// Letters to insert, remove, replace or swap with their neighbour; case does not count alone.
  private static int distance(String a, String b) {
    if (a.equalsIgnoreCase(b)) {
      return 0;
    }
    var previous = new int[b.length() + 1];
    var row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      var beforePrevious = previous;
      previous = row;
      row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(previous[j - 1] + change, Math.min(previous[j], row[j - 1]) + 1);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          row[j] = Math.min(row[j], beforePrevious[j - 2] + 1);
        }
      }
    }
    return row[b.length()];
  }
}
