package dev.pipy.ctl.codebase;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;

/// What `.pipyignore` says: one pattern per line, `#` for comments. `*` and `?` stay within a
/// segment, `**` does not. A pattern without `/` is about names at any depth, one with `/` about
/// the path from the top; a `/` at the end means folders only.
final class IgnoreRules {

  private record Rule(PathMatcher matcher, boolean wholePath, boolean foldersOnly) {}

  private final List<Rule> rules;

  private IgnoreRules(List<Rule> rules) {
    this.rules = List.copyOf(rules);
  }

  static IgnoreRules read(Path folder) throws IOException {
    Path file = folder.resolve(".pipyignore");
    return of(Files.isRegularFile(file) ? Files.readAllLines(file, UTF_8) : List.of());
  }

  static IgnoreRules of(List<String> lines) {
    List<Rule> rules = new ArrayList<>();
    for (String line : lines) {
      String pattern = line.strip();
      if (pattern.isEmpty() || pattern.startsWith("#")) {
        continue;
      }
      boolean foldersOnly = pattern.endsWith("/");
      String bare = foldersOnly ? pattern.substring(0, pattern.length() - 1) : pattern;
      boolean wholePath = bare.indexOf('/') >= 0;
      String glob = bare.startsWith("/") ? bare.substring(1) : bare;
      PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + escaped(glob));
      rules.add(new Rule(matcher, wholePath, foldersOnly));
    }
    return new IgnoreRules(rules);
  }

  /// @param path relative to the folder
  boolean matches(String path, boolean isFolder) {
    Path whole = Path.of(path);
    Path name = whole.getFileName();
    return rules.stream()
        .filter(rule -> isFolder || !rule.foldersOnly())
        .anyMatch(rule -> rule.matcher().matches(rule.wholePath() ? whole : name));
  }

  /// Braces and brackets have no meaning here, and unbalanced ones would be errors.
  private static String escaped(String glob) {
    return glob.replaceAll("[\\\\{}\\[\\]]", "\\\\$0");
  }
}
