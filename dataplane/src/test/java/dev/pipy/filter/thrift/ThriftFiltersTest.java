package dev.pipy.filter.thrift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.event.Event;
import dev.pipy.event.Payload;
import dev.pipy.testing.FilterBench;
import dev.pipy.testing.RawClient;
import dev.pipy.testing.RunningDataPlane;
import dev.pipy.testing.TestObject;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `decodeThrift` and `encodeThrift`.
class ThriftFiltersTest {

  private static final String PING = "80010001" + "00000004" + "70696e67" + "00000007" + "00";

  private static Event hex(String hex) {
    return new Event.Data(Unpooled.copiedBuffer(HexFormat.of().parseHex(hex)));
  }

  private static Event end(@Nullable Object payload) {
    return new Event.MessageEnd(null, new Payload(payload, 0));
  }

  /// Writes down the payloads that come out.
  private static FilterBench decoding(List<String> payloads, Object... arguments) {
    var bench = new FilterBench();
    return bench.build(
        bench.linker().node(DecodeThrift.SPEC, arguments),
        FilterBench.filter((event, stage) -> {
          if (event instanceof Event.MessageEnd(_, Payload payload) && payload != null) {
            payloads.add(payload + " " + payload.size());
            stage.emit(Event.MessageEnd.PLAIN);
          } else {
            stage.emit(event);
          }
        }));
  }

  @Test
  void decodes_messages() {
    var payloads = new ArrayList<String>();
    try (var bench = decoding(payloads)) {
      bench.feed(hex(PING + "00000011"), hex(PING), FilterBench.streamEnd());

      assertThat(bench.output().events())
          .containsExactly("start(0)", "end", "start(0)", "end", "streamEnd");
      assertThat(payloads)
          .containsExactly(
              "{protocol=binary, type=call, seqID=7, name=ping, fields=[]} 17",
              "{protocol=binary, type=call, seqID=7, name=ping, fields=[], framed=true} 17");
    }
  }

  @Test
  void ends_the_stream_at_another_protocol() {
    try (var bench = FilterBench.of(DecodeThrift.SPEC)) {
      bench.feed(bench.data("GET / HTTP/1.1"), bench.data("more"), FilterBench.streamEnd());

      assertThat(bench.output().events()).containsExactly("streamEnd(ProtocolError)");
      assertThat(bench.pipeline().takesInput()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"80", "800100", "82", "00000011"})
  void tells_a_message_that_is_cut_off(String hex) {
    try (var bench = FilterBench.of(DecodeThrift.SPEC)) {
      bench.feed(hex(hex), FilterBench.streamEnd());

      assertThat(bench.output().events()).containsExactly("streamEnd(ConnectionReset)");
    }
  }

  @Test
  void ends_the_stream_at_a_message_that_is_too_large() {
    var options = new TestObject(Map.of("maxMessageSize", 16));
    try (var bench = FilterBench.of(DecodeThrift.SPEC, options)) {
      bench.feed(hex(PING));

      assertThat(bench.output().events()).containsExactly("streamEnd(BufferOverflow)");
    }
  }

  /// The bytes that come out, in hex.
  private static FilterBench encoding(List<String> messages, Object... arguments) {
    var bench = new FilterBench();
    return bench.build(
        bench.linker().node(EncodeThrift.SPEC, arguments),
        FilterBench.filter((event, stage) -> {
          if (event instanceof Event.Data(ByteBuf bytes)) {
            messages.add(ByteBufUtil.hexDump(bytes));
            bytes.release();
          } else {
            stage.emit(event);
          }
        }));
  }

  @Test
  void encodes_messages() {
    var messages = new ArrayList<String>();
    var ping = Map.of("name", "ping", "seqID", 7);
    try (var bench = encoding(messages)) {
      bench.feed(FilterBench.start("x"), bench.data("body"), end(ping), end(ping));
      bench.feed(
          FilterBench.start("x"),
          end(Map.of("name", "ping", "seqID", 7, "framed", true)),
          FilterBench.streamEnd());

      assertThat(messages).containsExactly(PING, "00000011" + PING);
      assertThat(bench.output().events()).containsExactly("streamEnd");
    }
    messages.clear();
    try (var bench = encoding(messages, new TestObject(Map.of("framed", true)))) {
      bench.feed(FilterBench.start("x"), end(ping));

      assertThat(messages).containsExactly("00000011" + PING);
    }
  }

  @Test
  void ends_the_stream_at_what_cannot_be_written() {
    for (var payload : Arrays.asList(null, "text", List.of(), Map.of("type", "x"))) {
      try (var bench = FilterBench.of(EncodeThrift.SPEC)) {
        bench.feed(FilterBench.start("x"), end(payload), FilterBench.start("x"));

        assertThat(bench.output().events()).containsExactly("streamEnd(RuntimeError)");
      }
    }
  }

  @Test
  void tells_that_its_input_was_cut_off() {
    try (var bench = FilterBench.of(EncodeThrift.SPEC)) {
      bench.feed(FilterBench.start("x"), FilterBench.streamEnd());

      assertThat(bench.output().events()).containsExactly("streamEnd(ConnectionReset)");
    }
  }

  @Test
  void shows_scripts_the_messages_and_takes_theirs() throws Exception {
    try (var plane = new RunningDataPlane(1)) {
      plane.activate(
          """
          pipy()
            .listen('127.0.0.1:$PORT')
            .decodeThrift()
            .replaceMessage(call => new Message(null, {
              ...call.payload,
              type: 'reply',
              fields: [
                {
                  id: 0,
                  type: 'LIST',
                  value: {
                    elementType: 'BINARY',
                    elements: [call.payload.name, call.payload.fields[0].value],
                  },
                },
                { id: 1, type: 'I64', value: call.payload.fields[1].value },
                { id: 2, type: 'BOOL', value: typeof call.payload.fields[1].value === 'bigint' },
              ],
            }))
            .encodeThrift()
          """);
      var call = "80010001 00000001 61 00000005 0b 0001 00000002 6869 0a 0002 7fffffffffffffff 00";
      var reply =
          "80010002 00000001 61 00000005 0f 0000 0b 00000002 00000001 61 00000002 6869"
              + " 0a 0001 7fffffffffffffff 02 0002 01 00";
      try (var client = new RawClient(plane.port())) {
        client.send(latin(call));
        assertThat(client.read(latin(reply).length())).isEqualTo(latin(reply));
      }
    }
  }

  private static String latin(String hex) {
    return new String(HexFormat.of().parseHex(hex.replace(" ", "")), StandardCharsets.ISO_8859_1);
  }
}
