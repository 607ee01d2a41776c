package dev.pipy.codebase;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class DiagnosticReferenceTest {

  private static final Path PAGE = Path.of("../docs/diagnostics.md");

  @Test
  void explains_each_finding_once_and_nothing_else() throws IOException {
    var headings =
        Pattern.compile("(?m)^## (PIPY\\d{4}): \\S.*$")
            .matcher(Files.readString(PAGE))
            .results()
            .map(heading -> heading.group(1))
            .toList();

    assertThat(headings)
        .containsExactlyElementsOf(
            Arrays.stream(DiagnosticId.values()).map(DiagnosticId::code).sorted().toList());
  }

  @Test
  void each_page_says_how_grave_it_is_and_why() throws IOException {
    var pages = Files.readString(PAGE).split("(?m)^(?=## )");

    assertThat(Arrays.stream(pages).filter(page -> page.startsWith("## PIPY")))
        .allSatisfy(page -> {
          assertThat(page).containsPattern("(?s)\\n\\n\\*(Error|Warning)[^*]*\\*\\n\\n\\S");
          assertThat(page.lines().count()).isGreaterThan(6);
        });
  }

  @Test
  void each_finding_has_a_remedy() {
    assertThat(DiagnosticId.values()).allSatisfy(id -> assertThat(id.remedy()).isNotBlank());
  }
}
