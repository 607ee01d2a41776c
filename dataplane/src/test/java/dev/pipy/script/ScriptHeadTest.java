package dev.pipy.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pipy.codec.http.HttpHeaders;
import dev.pipy.codec.http.HttpTail;
import dev.pipy.codec.http.IllegalHeaderException;
import dev.pipy.codec.http.RequestHead;
import dev.pipy.codec.http.ResponseHead;
import dev.pipy.event.Event;
import dev.pipy.event.Message;
import dev.pipy.pipeline.CallFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ScriptHeadTest {

  private static RequestHead request() {
    var headers = new HttpHeaders();
    headers.add("Host", "example.com");
    headers.add("X-A", "1");
    headers.add("x-a", "2");
    headers.add("Cookie", "a=1");
    headers.add("Cookie", "b=2");
    return new RequestHead("GET", "/path?q", "HTTP/1.1", headers);
  }

  private static String lines(HttpHeaders headers) {
    var text = new StringBuilder();
    headers.forEach((name, value) -> text.append(name).append('=').append(value).append(' '));
    return text.toString().strip();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          head.method + head.path + head.protocol        | GET/path?qHTTP/1.1
          headers.host                                   | example.com
          headers['x-a']                                 | 2
          headers.cookie.join()                          | a=1,b=2
          headers.nope                                   |
          'host' in headers                              | true
          'nope' in headers                              | false
          headers.hasOwnProperty('host')                 | true
          Object.keys(headers).join()                    | host,x-a,cookie
          JSON.stringify(headers)                        | {"host":"example.com","x-a":"2","cookie":["a=1","b=2"]}
          Object.keys({ ...headers, y: 1 }).join()       | host,x-a,cookie,y
          Object.entries(headers)[0].join()              | host,example.com
          (({ host, ...rest }) => Object.keys(rest))(headers).join() | x-a,cookie
          delete headers.host && 'host' in headers       | false
          (headers.y = 'z', headers.y)                   | z
          (headers.y = 5, headers.y)                     | 5
          (headers.y = ['a', 'b'], headers.y)            | b
          (headers['x-a'] = undefined, 'x-a' in headers) | false
          Object.keys({ ...head }).join()                | protocol,method,path,headers
          start instanceof MessageStart && start.type    | MessageStart
          """)
  void headers_behave_like_an_object(String expression, String expected) {
    try (var program =
        TestProgram.main(
                "pipy().listen(start => ((head, headers) => "
                    + expression
                    + ")(start.head, start.head.headers))")
            .loaded()) {
      var result = program.result(0, new Event.MessageStart(request()));
      assertThat(result == null ? null : result.toString()).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0                                          | GET /path?q Host=example.com X-A=1 x-a=2 Cookie=a=1 Cookie=b=2
          head.headers.host = 'b'                    | GET /path?q Host=b X-A=1 x-a=2 Cookie=a=1 Cookie=b=2
          head.path = '/b'                           | GET /b Host=example.com X-A=1 x-a=2 Cookie=a=1 Cookie=b=2
          head.method = 'PUT'                        | PUT /path?q Host=example.com X-A=1 x-a=2 Cookie=a=1 Cookie=b=2
          head.headers = { a: 'b', c: ['d', 'e'] }   | GET /path?q a=b c=d c=e
          head.headers.cookie.push('c=3')            | GET /path?q Host=example.com X-A=1 x-a=2 Cookie=a=1 Cookie=b=2 Cookie=c=3
          delete head.headers['X-a']                 | GET /path?q Host=example.com Cookie=a=1 Cookie=b=2
          """)
  void changes_reach_the_wire(String change, String expected) {
    try (var program =
        TestProgram.main("pipy().listen(({ head }) => { " + change + " })").loaded()) {
      var head = request();
      var _ = program.result(0, new Event.MessageStart(head));
      var sent = RequestHead.of(head);
      assertThat(sent.method() + " " + sent.path() + " " + lines(sent.headers()))
          .isEqualTo(expected);
    }
  }

  @Test
  void a_head_is_the_same_object_for_all_callbacks_and_an_untouched_one_is_itself() {
    try (var program =
        TestProgram.main("((seen) => pipy().listen(({ head }) => (seen ??= head) === head))()")
            .loaded()) {
      var head = request();
      assertThat(program.result(0, new Event.MessageStart(head))).isEqualTo(true);
      assertThat(program.result(0, new Message(head, null))).isEqualTo(true);
      assertThat(program.result(0, new Event.MessageStart(head.view()))).isEqualTo(true);
      assertThat(RequestHead.of(head)).isSameAs(head);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          null                                          | 200 OK
          {}                                            | 200 OK
          { status: 404 }                               | 404 Not Found
          { status: 404, statusText: 'Gone fishing' }   | 404 Gone fishing
          { status: 302, headers: { location: '/x' } }  | 302 Found location=/x
          { status: 99 }                                | status "99": expected: 100 to 599
          { status: '404' }                             | status "404": expected: a whole number
          { headers: { 'a b': 'c' } }                   | header "a b": not a token (RFC 9110 section 5.6.2)
          { headers: { a: 'b\\r\\nc: d' } }         | header "a": line break in value
          { headers: { a: {} } }                        | header "a": expected: a string or an array of strings as value
          { headers: 5 }                                | headers "5": expected: an object
          """)
  void a_head_made_by_a_script_is_checked_when_it_is_read(String made, String expected) {
    try (var program =
        TestProgram.main("pipy().listen(() => new Message(" + made + "))").loaded()) {
      var message = (Message) program.result(0);
      assertThat(message).isNotNull();
      String text;
      try {
        var head = ResponseHead.of(message == null ? null : message.head());
        text = (head.status() + " " + head.statusText() + " " + lines(head.headers())).strip();
      } catch (IllegalHeaderException failure) {
        text = failure.getMessage();
      }
      assertThat(text).isEqualTo(expected);
    }
  }

  @Test
  void a_text_that_came_with_another_status_is_dropped() {
    try (var program =
        TestProgram.main("pipy().listen(({ head }) => { head.status = 404 })").loaded()) {
      var head = new ResponseHead(200, "Fine", "HTTP/1.1", new HttpHeaders());
      var _ = program.result(0, new Event.MessageStart(head));
      assertThat(ResponseHead.of(head).statusText()).isEqualTo("Not Found");
    }
  }

  @Test
  void a_header_that_cannot_be_sent_fails_the_callback() {
    try (var program =
        TestProgram.main("pipy().listen(({ head }) => { head.headers.a = 'b\\n' })").loaded()) {
      assertThatExceptionOfType(CallFailure.class)
          .isThrownBy(() -> program.result(0, new Event.MessageStart(request())))
          .withMessageContaining("line break in value");
    }
  }

  @Test
  void tails_pass_both_ways() {
    try (var program =
        TestProgram.main(
                "pipy().listen(end => new MessageEnd({ headers: { ...end.tail.headers, b: '2' } }))")
            .loaded()) {
      var headers = new HttpHeaders();
      headers.add("A", "1");
      var end = (Event.MessageEnd) program.result(0, new Event.MessageEnd(new HttpTail(headers)));
      var tail = end == null ? null : (HttpTail) end.tail();
      assertThat(tail == null ? "" : lines(tail.headers())).isEqualTo("a=1 b=2");
    }
  }
}
