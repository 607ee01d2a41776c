package dev.pipy.codec.http1;

import static dev.pipy.event.Event.MessageStart.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.codec.http.HttpHeaders;
import dev.pipy.codec.http.RequestHead;
import java.util.List;
import org.junit.jupiter.api.Test;

class FramingTest {

  private static final Framing NO_LENGTH_OF_ITS_OWN =
      new Framing(Framing.Kind.DESCRIBED, Framing.UNKNOWN_LENGTH);

  private static Framing request(String method, long length) {
    String path = method.equals("CONNECT") ? "x:1" : "/";
    return Framing.forRequest(new RequestHead(method, path, "HTTP/1.1", new HttpHeaders()), length);
  }

  @Test
  void says_nothing_of_a_request_without_body_unless_one_is_usual() {
    for (var method : List.of("GET", "HEAD", "DELETE", "OPTIONS")) {
      assertThat(request(method, 0)).isEqualTo(Framing.NONE);
    }
    for (var method : List.of("POST", "PUT", "PATCH")) {
      assertThat(request(method, 0)).isEqualTo(Framing.ofLength(0));
    }
  }

  @Test
  void frames_the_body_of_a_request() {
    assertThat(request("GET", 5)).isEqualTo(Framing.ofLength(5));
    assertThat(request("GET", UNKNOWN)).isEqualTo(Framing.CHUNKED);
    assertThat(request("CONNECT", UNKNOWN)).isEqualTo(Framing.NONE);
    assertThat(request("CONNECT", 5)).isEqualTo(Framing.NONE);
  }

  @Test
  void frames_the_body_of_a_response_as_its_reader_can_take_it() {
    var http10 = new RequestFacts(false, false, false, false);

    assertThat(Framing.forResponse(200, 5, Wire.get())).isEqualTo(Framing.ofLength(5));
    assertThat(Framing.forResponse(200, 0, Wire.get())).isEqualTo(Framing.ofLength(0));
    assertThat(Framing.forResponse(200, UNKNOWN, Wire.get())).isEqualTo(Framing.CHUNKED);
    assertThat(Framing.forResponse(200, UNKNOWN, http10)).isEqualTo(Framing.UNTIL_CLOSE);
    assertThat(Framing.forResponse(403, UNKNOWN, Wire.connect())).isEqualTo(Framing.CHUNKED);
  }

  @Test
  void frames_no_body_where_there_cannot_be_one() {
    for (int status : new int[] {100, 101, 103, 204}) {
      assertThat(Framing.forResponse(status, 5, Wire.get())).isEqualTo(Framing.NONE);
      assertThat(Framing.forResponse(status, 5, Wire.head())).isEqualTo(Framing.NONE);
    }
    assertThat(Framing.forResponse(200, UNKNOWN, Wire.connect())).isEqualTo(Framing.NONE);
    assertThat(Framing.forResponse(304, 5, Wire.get())).isEqualTo(NO_LENGTH_OF_ITS_OWN);
    assertThat(Framing.forResponse(200, 0, Wire.head())).isEqualTo(NO_LENGTH_OF_ITS_OWN);
    assertThat(Framing.forResponse(200, UNKNOWN, Wire.head())).isEqualTo(NO_LENGTH_OF_ITS_OWN);
    assertThat(Framing.forResponse(200, 5, Wire.head()).length()).isEqualTo(5);
    assertThat(Framing.forResponse(200, 5, Wire.head()).hasBody()).isFalse();
  }

  @Test
  void takes_the_facts_of_a_request() {
    var head = new RequestHead("HEAD", "/", "HTTP/1.0", new HttpHeaders());
    assertThat(ExpectedRequest.of(head)).isEqualTo(new RequestFacts(true, false, false, false));
    var connect = new RequestHead("CONNECT", "x:1", "HTTP/1.1", new HttpHeaders());
    assertThat(ExpectedRequest.of(connect)).isEqualTo(new RequestFacts(false, true, false, true));
  }
}
