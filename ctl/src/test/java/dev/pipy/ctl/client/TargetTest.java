package dev.pipy.ctl.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pipy.ctl.outcome.CommandFailure;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TargetTest {

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:7000, 127.0.0.1:7000, 7000, true",
    "localhost, localhost:6060, 6060, true",
    "[::1]:7000, [::1]:7000, 7000, true",
    "[::1], [::1]:6060, 6060, true",
    "edge1:6060, edge1:6060, 6060, false",
    "127.0.0.1.example:6060, 127.0.0.1.example:6060, 6060, false",
    "unix:///run/pipy/control.sock, unix:/run/pipy/control.sock, 0, true",
    "unix:/run/pipy/control.sock, unix:/run/pipy/control.sock, 0, true",
  })
  void reads_addresses(String text, String address, int port, boolean local) {
    Target target = Target.parse(text);

    assertThat(target.address()).isEqualTo(address);
    assertThat(target.port()).isEqualTo(port);
    assertThat(target.isLocal()).isEqualTo(local);
  }

  @Test
  void takes_the_path_of_a_socket_from_the_working_directory() {
    assertThat(Target.parse("unix:control.sock").address())
        .isEqualTo("unix:" + Path.of("control.sock").toAbsolutePath());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":6060",
        "host:",
        "host:0",
        "host:65536",
        "a:b:1",
        "http://x",
        "unix:",
        "unix://x/y"
      })
  void refuses_what_is_no_address(String text) {
    assertThatThrownBy(() -> Target.parse(text))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("(expected: host:port or unix:PATH)");
  }
}
