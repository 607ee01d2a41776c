package dev.pipy.codec.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pipy.event.Head;
import java.util.List;
import org.junit.jupiter.api.Test;

class HttpHeadTest {

  private record View(RequestHead asRequest, ResponseHead asResponse) implements HeadSource {
    @Override
    public HttpHead asMessage() {
      return asResponse;
    }
  }

  private record OtherHead() implements Head {}

  private static RequestHead request(String method, String path) {
    return new RequestHead(method, path, "HTTP/1.1", new HttpHeaders());
  }

  private static ResponseHead response(int status) {
    return new ResponseHead(status, null, "HTTP/1.1", new HttpHeaders());
  }

  private static RequestHead with(String protocol, String... lines) {
    return new RequestHead("GET", "/", protocol, HttpHeadersTest.received(lines));
  }

  @Test
  void reads_absent_and_foreign_heads_as_defaults() {
    for (var head : new Head[] {null, new OtherHead(), response(404)}) {
      var request = RequestHead.of(head);
      assertThat(request.method()).isEqualTo("GET");
      assertThat(request.path()).isEqualTo("/");
      assertThat(request.protocol()).isEqualTo("HTTP/1.1");
      assertThat(request.headers().isEmpty()).isTrue();
    }
    for (var head : new Head[] {null, new OtherHead(), request("PUT", "/a")}) {
      var response = ResponseHead.of(head);
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.statusText()).isEqualTo("OK");
    }
  }

  @Test
  void follows_what_a_script_made_of_a_head() {
    // given
    var original = request("GET", "/old");
    var view = new View(request("PUT", "/new"), response(404));

    // when
    original.attachView(view);

    // then
    assertThat(RequestHead.of(original).path()).isEqualTo("/new");
    assertThat(RequestHead.of(view).path()).isEqualTo("/new");
    assertThat(ResponseHead.of(original).status()).isEqualTo(404);
    assertThat(original.path()).isEqualTo("/old");
    assertThat(RequestHead.of(request("GET", "/x")).path()).isEqualTo("/x");
  }

  @Test
  void refuses_start_lines_that_could_not_be_read_back() {
    for (var method : List.of("", "G T", "GET\r\n", "\u0141")) {
      assertThatThrownBy(() -> request(method, "/")).isInstanceOf(IllegalHeaderException.class);
    }
    for (var path : List.of("", "/a b", "/\r\nX: y", "/\u0000", "/\u00e9", "/\u0120", "/a#b")) {
      assertThatThrownBy(() -> request("GET", path)).isInstanceOf(IllegalHeaderException.class);
    }
    assertThatThrownBy(() -> request("GET", "/a b"))
        .hasMessage("path \"/a b\": character 2 must be percent-encoded (RFC 3986 section 2.1)");
    assertThatThrownBy(() -> response(99)).hasMessage("status \"99\": expected: 100 to 599");
    assertThatThrownBy(() -> response(600)).isInstanceOf(IllegalHeaderException.class);
    assertThatThrownBy(() -> new ResponseHead(200, "O\r\nK", "HTTP/1.1", new HttpHeaders()))
        .isInstanceOf(IllegalHeaderException.class);
  }

  @Test
  void knows_the_usual_reasons() {
    assertThat(response(404).statusText()).isEqualTo("Not Found");
    assertThat(ResponseHead.reason(101)).isEqualTo("Switching Protocols");
    assertThat(ResponseHead.reason(299)).isEqualTo("OK");
    assertThat(ResponseHead.reason(509)).isEqualTo("Unassigned");
    assertThat(new ResponseHead(404, "", "HTTP/1.1", new HttpHeaders()).statusText())
        .isEqualTo("Not Found");
    assertThat(new ResponseHead(404, "Gone fishing", "HTTP/1.1", new HttpHeaders()).statusText())
        .isEqualTo("Gone fishing");
  }

  @Test
  void tells_whether_the_connection_is_kept() {
    assertThat(with("HTTP/1.1").isKeepAlive()).isTrue();
    assertThat(with("HTTP/1.1", "Connection: Close").isKeepAlive()).isFalse();
    assertThat(with("HTTP/1.1", "Connection: x, close").isKeepAlive()).isFalse();
    assertThat(with("HTTP/1.1", "Connection: closed").isKeepAlive()).isTrue();
    assertThat(with("HTTP/1.0").isKeepAlive()).isFalse();
    assertThat(with("HTTP/1.0", "Connection: Keep-Alive").isKeepAlive()).isTrue();
    assertThat(with("HTTP/1.0", "Connection: keep-alive, close").isKeepAlive()).isFalse();
  }

  @Test
  void offers_an_upgrade_only_when_the_connection_field_says_so() {
    assertThat(with("HTTP/1.1", "Upgrade: WebSocket", "Connection: Upgrade").upgrade())
        .isEqualTo("websocket");
    assertThat(with("HTTP/1.1", "Upgrade: h2c, x", "Connection: a, upgrade").upgrade())
        .isEqualTo("h2c");
    assertThat(with("HTTP/1.1", "Upgrade: websocket").upgrade()).isNull();
    assertThat(with("HTTP/1.0", "Upgrade: websocket", "Connection: upgrade").upgrade()).isNull();
    assertThat(with("HTTP/1.1", "Connection: upgrade").upgrade()).isNull();
  }

  @Test
  void waits_for_continue_only_in_http_1_1() {
    assertThat(with("HTTP/1.1", "Expect: 100-Continue").expectsContinue()).isTrue();
    assertThat(with("HTTP/1.1", "Expect: 100").expectsContinue()).isFalse();
    assertThat(with("HTTP/1.0", "Expect: 100-continue").expectsContinue()).isFalse();
  }
}
