package dev.pipy.codec.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pipy.codec.http.HttpHeaders;
import dev.pipy.codec.http.IllegalHeaderException;
import dev.pipy.codec.http.RequestHead;
import dev.pipy.codec.http1.Framing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What scripts and HTTP/1 say, as fields of HTTP/2.
class SentFieldsTest {

  private static RequestHead request(String method, String path, String host) {
    var headers = new HttpHeaders();
    headers.set("Host", host);
    return new RequestHead(method, path, "HTTP/1.1", headers);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /a?b, h, http, h, /a?b",
    "GET, http://o/a, h, http, o, /a",
    "GET, https://o:8443, h, https, o:8443, /",
    "GET, http://o?q, h, http, o, /?q",
    "OPTIONS, *, h, http, h, *",
    "OPTIONS, http://o, h, http, o, *",
  })
  void splits_the_target(
      String method, String path, String host, String scheme, String authority, String target) {
    var fields = SentFields.request(request(method, path, host), Framing.NONE, "http");

    assertThat(fields.scheme()).hasToString(scheme);
    assertThat(fields.authority()).hasToString(authority);
    assertThat(fields.path()).hasToString(target);
  }

  @ParameterizedTest
  @CsvSource({"GET, a, h", "GET, *, h", "GET, /, u@h", "GET, /, h:x", "CONNECT, h, h"})
  void refuses_what_a_peer_could_read_in_another_way(String method, String path, String host) {
    assertThatThrownBy(() -> SentFields.request(request(method, path, host), Framing.NONE, "http"))
        .isInstanceOf(IllegalHeaderException.class);
  }

  @Test
  void says_the_scheme_of_the_head_before_the_usual_one() {
    var headers = new HttpHeaders();
    headers.set("host", "h");
    var head = new RequestHead("GET", "/", "HTTP/2", headers, "https");

    assertThat(SentFields.request(head, Framing.NONE, "http").scheme()).hasToString("https");
  }

  @Test
  void announces_the_length_that_will_be_sent() {
    var head = request("POST", "/", "h");
    head.headers().set("Content-Length", "99");

    assertThat(SentFields.request(head, Framing.ofLength(3), "http").getAll("content-length"))
        .hasToString("[3]");
    assertThat(SentFields.request(head, Framing.CHUNKED, "http").contains("content-length"))
        .isFalse();
  }
}
