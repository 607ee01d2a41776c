package dev.pipy.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// `docs/api.md` describes all that scripts can use: each object in a section of its own or with
/// its kin, and each member in a section that its object is in.
final class ObjectPageTest {

  private static final Pattern CODE = Pattern.compile("`+([^`]+)`+");
  private static final Pattern WORD = Pattern.compile("[A-Za-z_$][A-Za-z0-9_$]*");

  /// Methods of `protobuf.Message` that the page has as `getT`, `setTArray` ...
  private static final Pattern BY_TYPE =
      Pattern.compile(
          "(get|set)(?:S?u?U?[iI]nt|S?f?F?ixed|Float|Double|Bool|String|Bytes|Message)(?:32|64)?");

  /// A section: its heading, and all words of code in it.
  private record Section(String heading, Set<String> words) {}

  @Test
  void describes_what_scripts_can_use() throws IOException {
    var sections = sections(Files.readString(Path.of("../docs/api.md")));
    var standard = ObjectTypesTest.standardGlobals();

    var missing =
        ObjectTypesTest.inventory().stream()
            .filter(path -> !standard.contains(path.replaceFirst("\\..*", "")))
            .filter(path -> !path.matches("os\\.env\\..*"))
            .filter(path -> !isDescribed(path, sections))
            .toList();

    assertThat(missing).as("describe in docs/api.md").isEmpty();
  }

  private static boolean isDescribed(String path, List<Section> sections) {
    int dot = path.lastIndexOf('.');
    var name = BY_TYPE.matcher(path.substring(dot + 1)).replaceFirst("$1T");
    var owner = dot < 0 ? "" : path.substring(0, dot).replaceFirst(".*\\.", "");
    return sections.stream()
        .filter(section -> owner.isEmpty() || section.words().contains(owner))
        .anyMatch(section -> section.words().contains(name));
  }

  private static List<Section> sections(String page) {
    var sections = new ArrayList<Section>();
    for (var text : page.split("(?m)^## ", -1)) {
      var heading = text.lines().findFirst().orElse("");
      var words = new HashSet<String>();
      addWords(heading.replace("\\", ""), words);
      CODE.matcher(text).results().forEach(code -> addWords(code.group(1), words));
      sections.add(new Section(heading, words));
    }
    return sections;
  }

  private static void addWords(String code, Set<String> words) {
    WORD.matcher(code).results().forEach(word -> words.add(word.group()));
  }
}
