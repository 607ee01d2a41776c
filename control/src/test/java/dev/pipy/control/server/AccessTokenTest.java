package dev.pipy.control.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessTokenTest {

  @TempDir Path folder;

  @Test
  void is_written_for_its_owner_alone() throws IOException {
    var file = folder.resolve("token");

    AccessToken.random().writeTo(file);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void leaves_nothing_behind_where_it_cannot_be_written() throws IOException {
    var taken = Files.createDirectory(folder.resolve("token"));
    Files.createFile(taken.resolve("file"));

    assertThatThrownBy(() -> AccessToken.random().writeTo(taken)).isInstanceOf(IOException.class);

    try (var left = Files.list(folder)) {
      assertThat(left).containsExactly(taken);
    }
  }
}
