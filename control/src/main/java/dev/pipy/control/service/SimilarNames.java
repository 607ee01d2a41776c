package dev.pipy.control.service;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// Finds names that were probably meant.
public final class SimilarNames {

  private static final int MOST = 3;

  private SimilarNames() {}

  /// The nearest ones first; none if no name is near.
  public static List<String> of(String wrong, Collection<String> names) {
    var typed = wrong.toLowerCase(Locale.ROOT);
    int limit = Math.max(2, typed.length() / 3);
    return names.stream()
        .filter(name -> isNear(typed, name.toLowerCase(Locale.ROOT), limit))
        .sorted(
            Comparator.comparingInt((String name) -> edits(typed, name.toLowerCase(Locale.ROOT)))
                .thenComparing(Comparator.naturalOrder()))
        .limit(MOST)
        .toList();
  }

  private static boolean isNear(String typed, String name, int limit) {
    return edits(typed, name) <= limit || (typed.length() >= 3 && name.contains(typed));
  }

  /// Letters to insert, delete or replace.
  private static int edits(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[to.length()];
  }
}
