package dev.pipy.script;

import dev.pipy.codebase.SourceLocation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.graalvm.polyglot.SourceSection;
import org.jspecify.annotations.Nullable;

/// The text of a module as its author wrote it and as it is run, and the way back from a place in
/// the one to a place in the other. Immutable.
final class ModuleText {

  private static final Pattern READS_ONLY = Pattern.compile("\\(\\s*\\)\\s*=>\\s*");

  private final String path;
  private final String original;
  private final String rewritten;
  private final Edit[] edits;
  private final int[] starts; // where the edits begin in the rewritten text
  private final int[] lines; // where the lines begin in the original text
  private final Map<Integer, Integer> members;
  private final Map<Integer, String> reads;

  /// Replaces what is between two offsets of the original text.
  record Edit(int start, int end, String replacement) {}

  /// Applies edits, which must not overlap.
  ///
  /// @param members for each `x.name` and `x.name(...)` the offset where it ends and that of
  ///   `name`, in the original text
  /// @param reads for each edit that reads a context variable, its offset in the original text, and
  ///   the variable's property
  ModuleText(
      String path,
      String original,
      List<Edit> edits,
      Map<Integer, Integer> members,
      Map<Integer, String> reads) {
    this.reads = reads;
    this.path = path;
    this.original = original;
    this.members = members;
    this.edits = edits.toArray(Edit[]::new);
    Arrays.sort(this.edits, Comparator.comparingInt(Edit::start));
    starts = new int[this.edits.length];
    lines = lineStarts(original);
    var text = new StringBuilder();
    int from = 0;
    for (int i = 0; i < starts.length; i++) {
      var edit = this.edits[i];
      text.append(original, from, edit.start());
      starts[i] = text.length();
      text.append(edit.replacement());
      from = edit.end();
    }
    rewritten = text.append(original, from, original.length()).toString();
  }

  String path() {
    return path;
  }

  String original() {
    return original;
  }

  String rewritten() {
    return rewritten;
  }

  /// The place of an offset of the original text.
  SourceLocation at(int offset) {
    int line = Arrays.binarySearch(lines, Math.clamp(offset, 0, original.length()));
    line = line < 0 ? -line - 2 : line;
    return new SourceLocation(path, line + 1, offset - lines[line] + 1);
  }

  /// The place that a reader would point at for a section of the rewritten text: the name for a
  /// member or a call of a method, the beginning for anything else.
  SourceLocation locate(SourceSection section) {
    int start = section.getCharIndex();
    int end = section.getCharEndIndex();
    while (start < end) {
      var member = members.get(originalOffset(end - 1) + 1);
      if (member != null) {
        return at(member);
      }
      if (!isParenthesized(start, end)) {
        break;
      }
      start++;
      end = rewritten.substring(start, end - 1).stripTrailing().length() + start;
    }
    return at(originalOffset(section.getCharIndex()));
  }

  /// The property of the context variable that a function of the form `() => variable` reads; null
  /// for all other functions.
  @Nullable String variableRead(SourceSection function) {
    var head = READS_ONLY.matcher(rewritten);
    head.region(function.getCharIndex(), function.getCharEndIndex());
    if (!head.lookingAt()) {
      return null;
    }
    int edit = Arrays.binarySearch(starts, head.end());
    if (edit < 0 || head.end() + edits[edit].replacement().length() != function.getCharEndIndex()) {
      return null;
    }
    return reads.get(edits[edit].start());
  }

  /// Where a section of the rewritten text begins.
  SourceLocation start(SourceSection section) {
    return at(originalOffset(section.getCharIndex()));
  }

  /// The name at the place where a section of the rewritten text begins.
  String identifier(SourceSection section) {
    int start = originalOffset(section.getCharIndex());
    int end = start;
    while (end < original.length() && Character.isJavaIdentifierPart(original.charAt(end))) {
      end++;
    }
    return original.substring(start, end);
  }

  /// Whether the parenthesis that opens a section is closed by the one that ends it.
  private boolean isParenthesized(int start, int end) {
    int depth = 0;
    for (int i = start; i < end; i++) {
      depth += rewritten.charAt(i) == '(' ? 1 : rewritten.charAt(i) == ')' ? -1 : 0;
      if (depth == 0) {
        return i > start && i == end - 1;
      }
    }
    return false;
  }

  private int originalOffset(int offset) {
    int index = Arrays.binarySearch(starts, offset);
    index = index < 0 ? -index - 2 : index;
    if (index < 0) {
      return offset;
    }
    var edit = edits[index];
    int past = offset - starts[index] - edit.replacement().length();
    return past < 0 ? edit.start() : Math.min(edit.end() + past, original.length());
  }

  private static int[] lineStarts(String text) {
    var starts = new ArrayList<Integer>();
    starts.add(0);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean isPair = c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n';
      if ((c == '\n' || c == '\r') && !isPair) {
        starts.add(i + 1);
      }
    }
    return starts.stream().mapToInt(Integer::intValue).toArray();
  }
}
