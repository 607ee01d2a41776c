package dev.pipy.codec.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class HttpHeadersTest {

  /// Fields as a decoder leaves them.
  static HttpHeaders received(String... lines) {
    String text = String.join("\r\n", lines) + "\r\n";
    var octets = text.getBytes(StandardCharsets.ISO_8859_1);
    var block = new HeadBlock(octets.length);
    block.append(Unpooled.wrappedBuffer(octets), octets.length);
    int start = 0;
    for (var line : lines) {
      int colon = start + line.indexOf(':');
      int value = colon + 1 + (line.contains(": ") ? 1 : 0);
      block.addField(start, colon, value, start + line.length());
      start += line.length() + 2;
    }
    return new HttpHeaders(block);
  }

  static String written(HttpHeaders headers, KnownField... dropped) {
    int bits = 0;
    for (var field : dropped) {
      bits |= field.bit();
    }
    var out = Unpooled.buffer();
    headers.writeTo(out, 0, bits, List.of());
    return out.toString(StandardCharsets.UTF_8);
  }

  private static List<String> pairs(HttpHeaders headers) {
    var pairs = new ArrayList<String>();
    headers.forEach((name, value) -> pairs.add(name + "=" + value));
    return pairs;
  }

  @Test
  void reads_fields_whatever_the_case_of_the_name() {
    var headers = received("Host: a", "X-Foo: 1", "x-foo: 2", "Empty:");

    assertThat(headers.get("host")).isEqualTo("a");
    assertThat(headers.get("x-foo")).isEqualTo("2");
    assertThat(headers.get("X-FOO")).isEqualTo("2");
    assertThat(headers.get("empty")).isEmpty();
    assertThat(headers.get("x-fo")).isNull();
    assertThat(headers.all("x-foo")).containsExactly("1", "2");
    assertThat(headers.contains("EMPTY")).isTrue();
    assertThat(headers.names()).containsExactly("host", "x-foo", "empty");
    assertThat(headers.size()).isEqualTo(4);
    assertThat(pairs(headers)).containsExactly("Host=a", "X-Foo=1", "x-foo=2", "Empty=");
  }

  @Test
  void sets_a_field_where_and_as_it_first_occurred() {
    // given
    var headers = received("A: 1", "B: 2", "a: 3", "C: 4");

    // when
    headers.set("a", "x");
    headers.set("d", List.of("y", "z"));

    // then
    assertThat(pairs(headers)).containsExactly("A=x", "B=2", "C=4", "d=y", "d=z");

    // when
    headers.set("b", List.of("5", "6", "7"));

    // then
    assertThat(pairs(headers)).containsExactly("A=x", "B=5", "B=6", "B=7", "C=4", "d=y", "d=z");
  }

  @Test
  void adds_and_removes_fields() {
    // given
    var headers = received("A: 1", "B: 2", "a: 3");

    // when
    headers.add("A", "4");
    boolean wasThere = headers.remove("a");
    headers.set("b", List.of());

    // then
    assertThat(wasThere).isTrue();
    assertThat(headers.remove("a")).isFalse();
    assertThat(headers.isEmpty()).isTrue();
    assertThat(written(headers)).isEmpty();
  }

  @Test
  void grows_as_needed() {
    var headers = new HttpHeaders();
    for (int i = 0; i < 100; i++) {
      headers.add("n" + i, "v" + i);
    }

    assertThat(headers.size()).isEqualTo(100);
    assertThat(headers.get("n99")).isEqualTo("v99");
    assertThat(headers.get("n0")).isEqualTo("v0");
  }

  @Test
  void copies_are_independent() {
    // given
    var headers = received("A: 1", "B: 2");
    headers.get("a");
    var copy = headers.copy();

    // when
    copy.set("a", "x");
    headers.remove("b");

    // then
    assertThat(pairs(copy)).containsExactly("A=x", "B=2");
    assertThat(pairs(headers)).containsExactly("A=1");
  }

  @Test
  void refuses_what_would_break_out_of_its_line() {
    var headers = new HttpHeaders();

    for (var value : List.of("a\rb", "a\nb", "\r\nX: y", "a\r\n")) {
      assertThatThrownBy(() -> headers.set("x-a", value))
          .isInstanceOf(IllegalHeaderException.class)
          .hasMessage("header \"x-a\": line break in value");
    }
    for (var value : List.of("\u0000", "a\u0001", "\u007f", "\u000b")) {
      assertThatThrownBy(() -> headers.add("x-a", value))
          .hasMessage("header \"x-a\": control character in value");
    }
    for (var name : List.of("", "a b", "a:", "a\r\nb", "\u00e9", "\u0141", "a\u0000")) {
      assertThatThrownBy(() -> headers.add(name, "v")).isInstanceOf(IllegalHeaderException.class);
    }
    assertThatThrownBy(() -> headers.set("a\nb", "v"))
        .hasMessage("header \"a?b\": not a token (RFC 9110 section 5.6.2)");
    assertThat(headers.isEmpty()).isTrue();
  }

  @Test
  void keeps_octets_that_are_not_ascii() {
    // given
    var latin = received("A: \u00e9", "B: b");
    var utf8 =
        received(
            "A: "
                + new String(
                    "\u0142".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));

    // then
    assertThat(latin.get("a")).isEqualTo("\u00e9");
    assertThat(utf8.get("a")).isEqualTo("\u0142");
    var out = Unpooled.buffer();
    latin.writeTo(out, 0, 0, List.of());
    assertThat(out.toString(StandardCharsets.ISO_8859_1)).isEqualTo("A: \u00e9\r\nB: b\r\n");

    // when
    utf8.set("b", "\u010a\u0142");

    // then
    assertThat(written(utf8)).isEqualTo("A: \u0142\r\nb: \u010a\u0142\r\n");
  }

  @Test
  void writes_received_fields_as_they_came_and_leaves_out_what_is_dropped() {
    var headers = received("Host: a", "connection: x", "B:b", "TE: t", "C: c");

    assertThat(written(headers)).isEqualTo("Host: a\r\nconnection: x\r\nB:b\r\nTE: t\r\nC: c\r\n");
    assertThat(written(headers, KnownField.CONNECTION, KnownField.TE))
        .isEqualTo("Host: a\r\nB:b\r\nC: c\r\n");
    assertThat(written(headers, KnownField.HOST))
        .isEqualTo("connection: x\r\nB:b\r\nTE: t\r\nC: c\r\n");
    headers.set("b", "new");
    assertThat(written(headers, KnownField.CONNECTION))
        .isEqualTo("Host: a\r\nB: new\r\nTE: t\r\nC: c\r\n");
  }

  @Test
  void leaves_out_named_fields_only_if_they_were_received() {
    // given
    var headers = received("A: 1", "X-For: 2", "X-Other: 3");
    headers.set("x-for", "mine");

    // when
    var out = Unpooled.buffer();
    headers.writeTo(out, 0, 0, List.of("x-for", "x-other"));

    // then
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("A: 1\r\nX-For: mine\r\n");
  }

  @Test
  void reads_lists() {
    var headers = received("Connection: Keep-Alive , X-A", "connection:,upgrade,");
    headers.add("te", " Trailers\t, gzip");

    assertThat(headers.tokens(KnownField.CONNECTION))
        .containsExactly("keep-alive", "x-a", "upgrade");
    assertThat(headers.hasToken(KnownField.CONNECTION, "upgrade")).isTrue();
    assertThat(headers.hasToken(KnownField.CONNECTION, "close")).isFalse();
    assertThat(headers.hasToken(KnownField.TE, "trailers")).isTrue();
    assertThat(headers.tokens(KnownField.UPGRADE)).isEmpty();
  }

  @Test
  void forgets_that_the_connection_closes_and_nothing_else() {
    var headers = new HttpHeaders();
    headers.add("Connection", "x-a, Close");
    headers.add("connection", "CLOSE, keep-alive");
    headers.forgetClose();
    assertThat(headers.all("connection")).containsExactly("x-a, keep-alive");

    headers.set("connection", "close");
    headers.forgetClose();
    assertThat(headers.contains("connection")).isFalse();

    headers.set("connection", "closed");
    headers.forgetClose();
    assertThat(headers.get("connection")).isEqualTo("closed");
  }

  @Test
  void reads_the_length_only_if_it_is_clear() {
    assertThat(received("A: 1").contentLength()).isEqualTo(-1);
    assertThat(received("Content-Length: 12").contentLength()).isEqualTo(12);
    assertThat(received("Content-Length: 1", "Content-Length: 1").contentLength()).isEqualTo(-1);
    var set = new HttpHeaders();
    set.set("content-length", "7");
    assertThat(set.contentLength()).isEqualTo(7);
    set.set("content-length", "7x");
    assertThat(set.contentLength()).isEqualTo(-1);
  }

  @Test
  void knows_each_known_field_by_name() {
    for (var field : KnownField.values()) {
      var headers = received(field.text().toUpperCase(Locale.ROOT) + ": a");
      assertThat(headers.count(field)).as(field.text()).isEqualTo(1);
      headers.set(field.text(), "b");
      assertThat(headers.count(field)).as(field.text()).isEqualTo(1);
    }
  }
}
