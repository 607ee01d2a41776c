package dev.pipy.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpsAddressTest {

  @ParameterizedTest
  @CsvSource({
    "6061, 127.0.0.1, 6061",
    ":6061, 127.0.0.1, 6061",
    "localhost:1, 127.0.0.1, 1",
    "0.0.0.0:6061, 0.0.0.0, 6061",
    "[::1]:6061, 0:0:0:0:0:0:0:1, 6061",
  })
  void is_on_loopback_unless_an_address_is_given(String text, String host, int port)
      throws StartException {
    var address = OpsAddress.parse(text);

    assertThat(address.getAddress().getHostAddress()).isEqualTo(host);
    assertThat(address.getPort()).isEqualTo(port);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "0", "65536", "::1:6061", "example.com:6061", "1:-5"})
  void must_be_readable(String text) {
    assertThatThrownBy(() -> OpsAddress.parse(text))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("--ops-address: " + text + " (expected: [ip:]port");
  }
}
