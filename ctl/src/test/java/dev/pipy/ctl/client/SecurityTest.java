package dev.pipy.ctl.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pipy.ctl.outcome.CommandFailure;
import dev.pipy.ctl.testing.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SecurityTest {

  private static final Path SOME = Path.of("some.crt");

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:6060, false, true",
    "edge1:6060, true, true",
    "unix:/run/x.sock, false, false",
  })
  void encrypts_what_leaves_the_machine(String target, boolean plain, boolean withAuthorities) {
    Target to = Target.parse(target);

    assertThat(Security.DEFAULT.isTls(to)).isEqualTo(plain);
    assertThat(new Security(SOME, null, null, null).isTls(to)).isEqualTo(withAuthorities);
    assertThat(new Security(null, null, null, "edge1").isTls(to)).isEqualTo(withAuthorities);
  }

  @Test
  void wants_a_certificate_and_its_key_together() {
    assertThatThrownBy(() -> new Security(null, SOME, null, null))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("--key");
    assertThatThrownBy(() -> new Security(null, null, SOME, null))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("--cert");
  }

  @Test
  void names_a_file_that_cannot_be_read_or_used(@TempDir Path folder) throws IOException {
    Tool tool = new Tool(folder);

    assertThat(tool.run("status", "--cacert", "nowhere.crt")).isEqualTo(2);
    assertThat(tool.err()).contains("--cacert: cannot read nowhere.crt");

    Path empty = Files.writeString(folder.resolve("empty.crt"), "nothing");
    int code = tool.set("PIPYCTL_CACERT", empty.toString()).run("status");
    assertThat(code).as(tool.err()).isEqualTo(2);
    assertThat(tool.err()).contains("TLS cannot be used as asked: No certificate data found");
  }
}
