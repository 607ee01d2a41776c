package dev.pipy.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pipy.codec.http.HttpHeaders;
import dev.pipy.codec.http.RequestHead;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageFilterTest {

  private static RequestHead get(String path) {
    return new RequestHead("GET", path, "HTTP/1.1", new HttpHeaders());
  }

  @ParameterizedTest
  @CsvSource({
    "*, /, true",
    "/api/*, /api/x/y?z, true",
    "/api/*, /ap, false",
    "*.js, /a.jsx, false",
    "*.js, /a.js.js, true",
    "/a*b*c, /aXbYbc, true",
    "/a*b*c, /aXbY, false",
    "/, /a, false"
  })
  void matches_paths(String glob, String path, boolean isWanted) {
    assertThat(MessageFilter.of("", glob, "", "").wants(get(path))).isEqualTo(isWanted);
  }

  @Test
  void matches_hostile_globs_in_bounded_time() {
    var glob = "*a".repeat(500) + "b";

    assertThat(MessageFilter.matches(glob, "a".repeat(60_000))).isFalse();
  }

  @Test
  void matches_methods_in_any_case() {
    assertThat(MessageFilter.of("get", "", "", "").wants(get("/"))).isTrue();
    assertThat(MessageFilter.of("POST", "", "", "").wants(get("/"))).isFalse();
  }

  @Test
  void matches_statuses() {
    var errors = MessageFilter.of("", "", "5xx", "");
    assertThat(errors.wantsStatus(503)).isTrue();
    assertThat(errors.wantsStatus(404)).isFalse();
    assertThat(MessageFilter.of("", "", "404", "").wantsStatus(404)).isTrue();
    assertThat(MessageFilter.ALL.wantsStatus(200)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.200.1.1, true",
    "10.0.0.0/8, 11.0.0.1, false",
    "10.128.0.0/9, 10.127.0.1, false",
    "10.128.0.0/9, 10.255.0.1, true",
    "127.0.0.1, 127.0.0.1, true",
    "127.0.0.1, 127.0.0.2, false",
    "0.0.0.0/0, 1.2.3.4, true",
    "::/0, 1.2.3.4, false",
    "fe80::/10, fe80::1, true"
  })
  void matches_clients(String network, String client, boolean isWanted) {
    assertThat(MessageFilter.of("", "", "", network).wantsClient(client)).isEqualTo(isWanted);
  }

  @Test
  void wants_a_client_only_if_there_is_one() {
    assertThat(MessageFilter.ALL.wantsClient(null)).isTrue();
    assertThat(MessageFilter.of("", "", "", "0.0.0.0/0").wantsClient(null)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "10.0.0.0/33", "10.0.0.0/x", "10.0.0.0/"})
  void refuses_what_is_no_network(String text) {
    assertThatThrownBy(() -> MessageFilter.of("", "", "", text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("client: ");
  }

  @Test
  void hides_values_by_the_looks_of_their_names() {
    assertThat(Secrets.isSecret("Set-Cookie")).isTrue();
    assertThat(Secrets.isSecret("X-Auth-Token")).isTrue();
    assertThat(Secrets.isSecret("X-Api-Key")).isTrue();
    assertThat(Secrets.isSecret("HTTP_AUTHORIZATION")).isTrue();
    assertThat(Secrets.isSecret("Content-Type")).isFalse();
    assertThat(Secrets.inPath("/a?x=1&access_token=abc&&y"))
        .isEqualTo("/a?x=1&access_token=(hidden)&&y");
    assertThat(Secrets.inPath("/token=1")).isEqualTo("/token=1");
  }
}
