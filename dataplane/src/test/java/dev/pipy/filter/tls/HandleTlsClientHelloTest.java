package dev.pipy.filter.tls;

import static dev.pipy.testing.FilterBench.streamEnd;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.event.Event;
import dev.pipy.testing.FilterBench;
import dev.pipy.testing.TestFunction;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

final class HandleTlsClientHelloTest {

  @Test
  void tells_what_the_client_asks_for_before_the_bytes_go_on() throws Exception {
    var engine = SSLContext.getDefault().createSSLEngine();
    engine.setUseClientMode(true);
    var parameters = engine.getSSLParameters();
    parameters.setServerNames(List.of(new SNIHostName("a.test")));
    parameters.setApplicationProtocols(new String[] {"h2"});
    engine.setSSLParameters(parameters);
    var out = ByteBuffer.allocate(1 << 15);
    engine.wrap(ByteBuffer.allocate(0), out);
    var hello = Arrays.copyOf(out.array(), out.position());
    var log = new ArrayList<String>();
    var callback = TestFunction.doing(facts -> log.add(String.valueOf(facts)));

    try (var bench = FilterBench.of(HandleTlsClientHello.SPEC, callback)) {
      bench.output().onEvent(_ -> log.add("event"));
      bench.feed(new Event.Data(Unpooled.wrappedBuffer(hello, 0, 50)));
      bench.feed(new Event.Data(Unpooled.wrappedBuffer(hello, 50, hello.length - 50)));
      bench.feed(bench.data("more"), streamEnd());
    }

    assertThat(log)
        .containsExactly(
            "event", "{serverNames=[a.test], protocolNames=[h2]}", "event", "event", "event");
  }

  @Test
  void lets_everything_else_pass() {
    var callback =
        TestFunction.doing(_ -> {
          throw new AssertionError("called");
        });
    try (var bench = FilterBench.of(HandleTlsClientHello.SPEC, callback)) {
      bench.feed(bench.data("GET "), bench.data("/"), streamEnd());
      assertThat(bench.output().events()).containsExactly("data(GET )", "data(/)", "streamEnd");
    }
  }
}
