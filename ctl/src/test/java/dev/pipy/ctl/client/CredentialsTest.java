package dev.pipy.ctl.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.ctl.testing.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CredentialsTest {

  private final Path state;
  private final Tool tool;

  CredentialsTest(@TempDir Path temporary) throws IOException {
    state = temporary;
    tool = new Tool(state);
    Files.writeString(state.resolve("token-6060"), "written\n");
  }

  private String token(String target) {
    return Credentials.find(tool.host(), Target.parse(target), null).token();
  }

  @Test
  void shows_the_written_token_to_this_machine_only() {
    assertThat(token("127.0.0.1:6060")).isEqualTo("written");
    assertThat(token("localhost:6061")).isEmpty();
    assertThat(token("elsewhere:6060")).isEmpty();
  }

  @Test
  void prefers_the_variable() {
    // when
    tool.set("PIPYCTL_TOKEN", "variable");

    // then
    assertThat(token("127.0.0.1:6060")).isEqualTo("variable");
  }

  @Test
  void does_not_show_the_token_in_messages() {
    assertThat(Credentials.find(tool.host(), Target.parse("127.0.0.1"), null).toString())
        .doesNotContain("written")
        .contains("token-6060");
  }
}
