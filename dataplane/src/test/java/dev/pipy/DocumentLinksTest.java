package dev.pipy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Links within the documentation lead to files and headings that there are.
class DocumentLinksTest {

  private static final Path ROOT = Path.of("..");
  private static final Pattern LINK =
      Pattern.compile("(?<!\\\\)]\\(([^)\\s:]*?)(?:#([^)\\s]+))?\\)");
  private static final Pattern CODE =
      Pattern.compile("^```.*?^```|`[^`\\n]*`", Pattern.MULTILINE | Pattern.DOTALL);

  private static final Map<Path, Set<String>> HEADINGS = new HashMap<>();

  static Stream<Path> pages() throws IOException {
    try (var top = Files.list(ROOT);
        var docs = Files.list(ROOT.resolve("docs"));
        var tutorial = Files.walk(ROOT.resolve("tutorial"), 2)) {
      return Stream.of(top, docs, tutorial)
          .flatMap(files -> files)
          .filter(file -> file.toString().endsWith(".md"))
          .sorted()
          .toList()
          .stream();
    }
  }

  /// Anchors as GitHub makes them of headings.
  private static Set<String> headings(Path page) throws IOException {
    var known = HEADINGS.get(page);
    if (known == null) {
      known =
          CODE.matcher(Files.readString(page))
              .replaceAll(match -> match.group().startsWith("```") ? "" : "$0")
              .lines()
              .filter(line -> line.startsWith("#"))
              .map(line -> line.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT))
              .map(line -> line.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
              .collect(Collectors.toSet());
      HEADINGS.put(page, known);
    }
    return known;
  }

  @ParameterizedTest
  @MethodSource("pages")
  void lead_somewhere(Path page) throws IOException {
    var text = CODE.matcher(Files.readString(page)).replaceAll("");
    for (var link : LINK.matcher(text).results().toList()) {
      var target = link.group(1).isEmpty() ? page : page.resolveSibling(link.group(1)).normalize();
      assertThat(target).as("%s: %s", page, link.group()).exists();
      if (link.group(2) != null && target.toString().endsWith(".md")) {
        assertThat(headings(target)).as("%s: %s", page, link.group()).contains(link.group(2));
      }
    }
  }
}
