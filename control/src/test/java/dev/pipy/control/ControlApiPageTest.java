package dev.pipy.control;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The page about the control API: its reference is made from the `.proto` files, and it explains
/// each reason that an error can have.
class ControlApiPageTest {

  private static final Path PAGE = Path.of("../docs/control-api.md");
  private static final Path DESCRIPTORS =
      Path.of("../proto/target/generated-resources/protobuf/descriptor-sets/control-api.protobin");
  private static final Path ERRORS = Path.of("src/main/java/dev/pipy/control/service");
  private static final String BEGIN = "<!-- the rest is written by ControlApiPageTest -->\n";
  private static final String COMMAND =
      "mvn -pl proto,dataplane,control test -Dtest=ControlApiPageTest"
          + " -Dsurefire.failIfNoSpecifiedTests=false -Dpipy.docs.write=true";
  private static final Pattern ROW = Pattern.compile("^\\| `([A-Z_]+)` \\|", Pattern.MULTILINE);
  private static final Pattern REASON = Pattern.compile("\"([A-Z]+_[A-Z_]+|BUG)\"");
  private static final Pattern LINK = Pattern.compile("]\\(#([a-z0-9-]+)\\)");

  private static ControlApiPage page() throws IOException {
    return new ControlApiPage(FileDescriptorSet.parseFrom(Files.readAllBytes(DESCRIPTORS)));
  }

  @Test
  void has_the_reference_of_the_proto_files() throws IOException {
    var text = Files.readString(PAGE);
    int begin = text.indexOf(BEGIN) + BEGIN.length();
    var current = text.substring(0, begin) + page().markdown();
    if (Boolean.getBoolean("pipy.docs.write")) {
      Files.writeString(PAGE, current);
    }

    assertThat(PAGE)
        .as("docs/control-api.md is stale; write it again with: %s", COMMAND)
        .content()
        .isEqualTo(current);
  }

  @Test
  void explains_each_reason_of_an_error() throws IOException {
    // given
    var thrown = new TreeSet<String>();
    try (Stream<Path> sources = Files.list(ERRORS)) {
      for (Path source : sources.filter(file -> file.toString().endsWith("Errors.java")).toList()) {
        REASON
            .matcher(Files.readString(source))
            .results()
            .forEach(found -> thrown.add(found.group(1)));
      }
    }

    // when
    var text = Files.readString(PAGE);
    var explained =
        ROW.matcher(text.substring(0, text.indexOf(BEGIN)))
            .results()
            .map(row -> row.group(1))
            .collect(toCollection(TreeSet::new));

    // then
    assertThat(explained).isEqualTo(thrown);
    assertThat(thrown).as("reasons that the .proto files mention").containsAll(page().reasons());
  }

  @Test
  void leads_nowhere_else() throws IOException {
    var text = Files.readString(PAGE);
    var headings =
        text.lines()
            .filter(line -> line.startsWith("#"))
            .map(line -> line.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT))
            .map(line -> line.replace(".", "").replace(' ', '-'))
            .toList();

    assertThat(headings).doesNotHaveDuplicates();
    assertThat(headings)
        .containsAll(LINK.matcher(text).results().map(link -> link.group(1)).toList());
  }
}
