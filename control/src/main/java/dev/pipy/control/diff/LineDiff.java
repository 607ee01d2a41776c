package dev.pipy.control.diff;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Which lines one text has in place of those of another.
///
/// The shortest way from one to the other (Myers, "An O(ND) difference algorithm", 1986) between
/// what both begin and end with. Its cost grows with the number of edits, which a stranger may
/// choose: past a bound all of the middle counts as replaced, which is true as well, only longer.
/// That bound is why this is no library.
final class LineDiff {

  private static final int MOST_EDITS = 1000;

  /// Steps that one comparison may take, so that a long text gets fewer edits: about 0.1 seconds.
  private static final int MOST_STEPS = 50_000_000;

  /// Lines that give way to others; both ranges are half-open, one may be empty.
  record Change(int from, int fromEnd, int to, int toEnd) {}

  private final int[] a;
  private final int[] b;

  private LineDiff(int[] a, int[] b) {
    this.a = a;
    this.b = b;
  }

  /// In ascending order, with lines that stay between any two.
  static List<Change> of(List<String> from, List<String> to) {
    var numbers = new HashMap<String, Integer>();
    return new LineDiff(numbered(from, numbers), numbered(to, numbers)).changes();
  }

  /// Equal lines get equal numbers, so that comparing them costs the same for all.
  private static int[] numbered(List<String> lines, Map<String, Integer> numbers) {
    return lines.stream()
        .mapToInt(line -> numbers.computeIfAbsent(line, _ -> numbers.size()))
        .toArray();
  }

  private List<Change> changes() {
    int start = 0;
    int shorter = Math.min(a.length, b.length);
    while (start < shorter && a[start] == b[start]) {
      start++;
    }
    int end = 0;
    while (end < shorter - start && a[a.length - 1 - end] == b[b.length - 1 - end]) {
      end++;
    }
    int fromEnd = a.length - end;
    int toEnd = b.length - end;
    if (start == fromEnd && start == toEnd) {
      return List.of();
    }
    if (start == fromEnd || start == toEnd) {
      return List.of(new Change(start, fromEnd, start, toEnd));
    }
    return between(start, fromEnd, toEnd);
  }

  /// Walks from the start, one edit further in each round; `furthest[k]` is how far into `a` the
  /// best path on the diagonal `k` (lines of `a` less lines of `b`) has come.
  private List<Change> between(int start, int fromEnd, int toEnd) {
    int n = fromEnd - start;
    int m = toEnd - start;
    int limit = Math.min(n + m, Math.max(16, Math.min(MOST_EDITS, MOST_STEPS / (n + m))));
    var rounds = new ArrayList<int[]>();
    int[] furthest = new int[2 * limit + 3];
    int zero = limit + 1;
    for (int edits = 0; edits <= limit; edits++) {
      for (int k = -edits; k <= edits; k += 2) {
        boolean isInsert =
            k == -edits || (k != edits && furthest[zero + k - 1] < furthest[zero + k + 1]);
        int x = isInsert ? furthest[zero + k + 1] : furthest[zero + k - 1] + 1;
        int y = x - k;
        while (x < n && y < m && x >= 0 && y >= 0 && a[start + x] == b[start + y]) {
          x++;
          y++;
        }
        furthest[zero + k] = x;
        if (x >= n && y >= m) {
          return path(rounds, edits, k, start, n, m);
        }
      }
      rounds.add(Arrays.copyOfRange(furthest, zero - edits, zero + edits + 1));
    }
    return List.of(new Change(start, fromEnd, start, toEnd));
  }

  /// Goes back over the rounds; edits that touch become one change.
  private static List<Change> path(
      List<int[]> rounds, int edits, int diagonal, int start, int n, int m) {
    var changes = new ArrayList<Change>();
    int x = n;
    int y = m;
    int k = diagonal;
    for (int round = edits; round > 0; round--) {
      int[] before = rounds.get(round - 1); // diagonals from -(round - 1) on
      int middle = round - 1;
      boolean isInsert =
          k == -round || (k != round && before[middle + k - 1] < before[middle + k + 1]);
      int beforeK = isInsert ? k + 1 : k - 1;
      int beforeX = before[middle + beforeK];
      int beforeY = beforeX - beforeK;
      int afterX = isInsert ? beforeX : beforeX + 1;
      int afterY = isInsert ? beforeY + 1 : beforeY;
      add(changes, start + beforeX, start + afterX, start + beforeY, start + afterY);
      x = beforeX;
      y = beforeY;
      k = beforeK;
    }
    if (x != y) {
      throw new IllegalStateException("the way back ends at " + x + ", " + y);
    }
    Collections.reverse(changes);
    return changes;
  }

  /// Comes from the end.
  private static void add(List<Change> changes, int from, int fromEnd, int to, int toEnd) {
    if (!changes.isEmpty()) {
      var after = changes.getLast();
      if (after.from() == fromEnd && after.to() == toEnd) {
        changes.set(changes.size() - 1, new Change(from, after.fromEnd(), to, after.toEnd()));
        return;
      }
    }
    changes.add(new Change(from, fromEnd, to, toEnd));
  }
}
