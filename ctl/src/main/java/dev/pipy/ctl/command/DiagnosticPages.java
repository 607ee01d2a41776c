package dev.pipy.ctl.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// `docs/diagnostics.md`, which the jar has a copy of: a page for each finding, under a heading
/// such as "## PIPY1002: a name that nothing declares".
///
/// @param all in the order of the document
record DiagnosticPages(List<Page> all) {

  private static final Pattern SECTIONS = Pattern.compile("(?m)^(?=## )");
  private static final String HEADING = "## PIPY";

  /// What there is to say about one finding.
  ///
  /// @param text Markdown
  record Page(String id, String title, String text) {}

  static DiagnosticPages load() {
    try (InputStream document = DiagnosticPages.class.getResourceAsStream("diagnostics.md")) {
      if (document == null) {
        throw new IllegalStateException("diagnostics.md is not in the jar");
      }
      return of(new String(document.readAllBytes(), UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static DiagnosticPages of(String document) {
    List<Page> pages = new ArrayList<>();
    for (String section : SECTIONS.split(document, -1)) {
      if (section.startsWith(HEADING)) {
        int end = section.indexOf('\n');
        String heading = section.substring("## ".length(), end);
        int colon = heading.indexOf(':');
        pages.add(
            new Page(
                heading.substring(0, colon),
                heading.substring(colon + 1).strip(),
                section.substring(end).strip()));
      }
    }
    return new DiagnosticPages(List.copyOf(pages));
  }

  /// The page of an id, in any case, also without its letters; null if there is none.
  @Nullable Page find(String id) {
    String wanted = id.toUpperCase(Locale.ROOT);
    return all.stream()
        .filter(page -> page.id().equals(wanted) || page.id().equals("PIPY" + wanted))
        .findFirst()
        .orElse(null);
  }
}
