package dev.pipy.control.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreCheckTest {

  @TempDir Path folder;

  @BeforeEach
  void fill() throws StoreException {
    try (var store = DirectoryRevisionStore.open(folder, () -> RevisionStoreContract.TIME)) {
      RevisionStoreContract.deploy(store, "a", "1");
      RevisionStoreContract.deploy(store, "a", "2");
      RevisionStoreContract.deploy(store, "b", "1");
    }
  }

  private Path blobOf(String text) {
    var sha256 = Digest.sha256(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    return folder
        .resolve("blobs/sha256")
        .resolve(sha256.substring(0, 2))
        .resolve(sha256.substring(2));
  }

  private List<String> tree() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.map(Path::toString).sorted().toList();
    }
  }

  @Test
  void finds_nothing_wrong_with_a_whole_store_and_changes_nothing() throws Exception {
    var before = tree();

    var report = StoreCheck.run(folder);

    assertThat(report).isEqualTo(new StoreCheck.Report(2, 3, 3, 6, List.of(), List.of()));
    assertThat(tree()).isEqualTo(before);
  }

  @Test
  void names_contents_that_are_damaged_or_missing_and_who_needs_them() throws Exception {
    Files.writeString(blobOf("2"), "x");
    Files.delete(blobOf("same"));

    assertThat(StoreCheck.run(folder).faults())
        .hasSize(2)
        .anySatisfy(fault -> assertThat(fault).contains(": damaged, a r2 main.js needs it"))
        .anySatisfy(fault -> assertThat(fault).contains(": missing, ").contains("lib/same.js"));
  }

  @Test
  void names_damaged_revisions_and_states() throws Exception {
    Files.writeString(folder.resolve("programs/a/revisions/1.json"), "{}");
    Files.writeString(folder.resolve("programs/b/active.json"), "{");

    assertThat(StoreCheck.run(folder).faults())
        .anySatisfy(fault -> assertThat(fault).endsWith("1.json: damaged"))
        .anySatisfy(fault -> assertThat(fault).contains("active.json: damaged"));
  }

  @Test
  void misses_the_active_revision() throws Exception {
    Files.delete(folder.resolve("programs/b/revisions/1.json"));

    assertThat(StoreCheck.run(folder).faults())
        .singleElement()
        .asString()
        .endsWith("1.json: missing, it is active");
  }

  @Test
  void notices_a_revision_in_the_place_of_another() throws Exception {
    Files.copy(
        folder.resolve("programs/a/revisions/1.json"),
        folder.resolve("programs/b/revisions/1.json"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    Files.copy(
        folder.resolve("programs/a/revisions/1.json"),
        folder.resolve("programs/a/revisions/2.json"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);

    assertThat(StoreCheck.run(folder).faults())
        .hasSize(2)
        .allSatisfy(fault -> assertThat(fault).contains("holds a r1 (expected: its own)"));
  }

  @Test
  void lists_what_belongs_to_nothing_without_complaining() throws Exception {
    Files.writeString(
        Files.createDirectories(folder.resolve("blobs/sha256/00")).resolve("11"), "x");
    Files.writeString(folder.resolve("programs/a/revisions/9.json"), "x");
    Files.writeString(folder.resolve("programs/a/active.json.tmp"), "x");

    var report = StoreCheck.run(folder);

    assertThat(report.faults()).isEmpty();
    assertThat(report.orphans()).hasSize(3);
  }

  @Test
  void refuses_what_is_no_store() throws Exception {
    assertThatThrownBy(() -> StoreCheck.run(folder.resolve("programs")))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("is no store");
    Files.writeString(folder.resolve("VERSION"), "7\n");
    assertThatThrownBy(() -> StoreCheck.run(folder)).hasMessageContaining("7 (expected: 1)");
  }
}
