package dev.pipy.control.diff;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineDiffTest {

  private static List<String> lines(String letters) {
    return letters.chars().mapToObj(letter -> String.valueOf((char) letter)).toList();
  }

  private static int edits(List<LineDiff.Change> changes) {
    return changes.stream()
        .mapToInt(change -> change.fromEnd() - change.from() + change.toEnd() - change.to())
        .sum();
  }

  /// What the changes make of the first text.
  private static List<String> applied(List<String> from, List<String> to) {
    var result = new ArrayList<String>();
    int at = 0;
    for (var change : LineDiff.of(from, to)) {
      assertThat(change.from()).isGreaterThanOrEqualTo(at);
      result.addAll(from.subList(at, change.from()));
      assertThat(result).hasSize(change.to());
      result.addAll(to.subList(change.to(), change.toEnd()));
      at = change.fromEnd();
    }
    result.addAll(from.subList(at, from.size()));
    return result;
  }

  @Test
  void finds_the_shortest_way() {
    assertThat(edits(LineDiff.of(lines("abcabba"), lines("cbabac")))).isEqualTo(5);
    assertThat(LineDiff.of(lines("abc"), lines("abc"))).isEmpty();
    assertThat(LineDiff.of(lines("abc"), lines("abxc")))
        .containsExactly(new LineDiff.Change(2, 2, 2, 3));
    assertThat(LineDiff.of(lines(""), lines("ab")))
        .containsExactly(new LineDiff.Change(0, 0, 0, 2));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 5, 1000})
  void leads_from_any_text_to_any_other(int alphabet) {
    var random = new SplittableRandom(20_260_101 + alphabet);
    for (int round = 0; round < 500; round++) {
      var from = text(random, alphabet);
      var to = random.nextBoolean() ? text(random, alphabet) : edited(from, random);

      assertThat(applied(from, to)).as("%s to %s", from, to).isEqualTo(to);
    }
  }

  private static List<String> text(SplittableRandom random, int alphabet) {
    return IntStream.range(0, random.nextInt(40))
        .mapToObj(_ -> String.valueOf(random.nextInt(alphabet)))
        .toList();
  }

  private static List<String> edited(List<String> text, SplittableRandom random) {
    var edited = new ArrayList<>(text);
    for (int i = random.nextInt(4); i > 0; i--) {
      edited.add(random.nextInt(edited.size() + 1), "new");
      edited.remove(random.nextInt(edited.size()));
    }
    return edited;
  }

  @Test
  void gives_up_on_the_shortest_way_before_it_costs_too_much() {
    var from = IntStream.range(0, 100_000).mapToObj(i -> "a" + i).toList();
    var to = IntStream.range(0, 100_000).mapToObj(i -> "b" + i).toList();

    assertThat(LineDiff.of(from, to)).containsExactly(new LineDiff.Change(0, 100_000, 0, 100_000));
  }
}
