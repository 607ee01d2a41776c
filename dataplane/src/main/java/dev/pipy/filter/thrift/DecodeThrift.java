package dev.pipy.filter.thrift;

import dev.pipy.codec.thrift.ThriftDecoder;
import dev.pipy.event.Event;
import dev.pipy.event.Payload;
import dev.pipy.event.StreamError;
import dev.pipy.filter.decode.DecodingFilter;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.ParamType;
import java.util.Map;

/// Turns bytes into Thrift messages.
public final class DecodeThrift implements ThriftDecoder.Sink {

  private static final long LARGEST = 1L << 30;

  private static final Param<Long> MAX_MESSAGE_SIZE =
      Param.withDefault(
          "maxMessageSize",
          ParamType.SIZE,
          16L << 20,
          "'16m'",
          "Largest message taken; 1 GiB at most.");

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "decodeThrift",
              FilterSpec.Category.TCP,
              "Turns the bytes of a Thrift connection, of either side, into messages.")
          .described(
              """
              A message without a head and without a body for each of Thrift, which is the `payload` of
              its end (and of the Message): `{ protocol, type, seqID, name, fields }`. The protocol,
              `'binary'`, `'compact'` or `'old'` (binary without a version), is told by the first
              bytes of each; one that stands in a frame has `framed: true`, too. The type is `'call'`,
              `'reply'`, `'exception'` or `'oneway'`. A field is `{ id, type, value }`:

              | type | value |
              |---|---|
              | `'BOOL'` | boolean |
              | `'I8'`, `'I16'`, `'I32'`, `'DOUBLE'` | number |
              | `'I64'` | number; BigInt beyond 2<sup>53</sup> |
              | `'BINARY'` | Data, of strings, too |
              | `'UUID'` | string |
              | `'STRUCT'` | array of fields |
              | `'LIST'`, `'SET'` | `{ elementType, elements }` |
              | `'MAP'` | `{ keyType, valueType, pairs }`, each pair an array of two |

              What is no Thrift, or is nested deeper than 64 levels, ends the stream with
              ProtocolError; a message that is too large, or has more than 262144 values, with
              BufferOverflow; input that ends inside a message with ConnectionReset.\
              """)
          .options(MAX_MESSAGE_SIZE)
          .events("Data, StreamEnd", "MessageStart, MessageEnd, StreamEnd")
          .example(
              """
              pipy()
                .listen(9090)
                .decodeThrift()
                .replaceMessage(call => new Message(null, {
                  ...call.payload,
                  type: 'reply',
                  fields: [{ id: 0, type: 'BINARY', value: 'hello' }],
                }))
                .encodeThrift()
              """)
          .makes(args -> {
            int maxMessageSize = (int) Math.min(args.get(MAX_MESSAGE_SIZE), LARGEST);
            return () ->
                new DecodingFilter(
                    output -> new ThriftDecoder(maxMessageSize, new DecodeThrift(output)));
          });

  private final DecodingFilter output;

  private DecodeThrift(DecodingFilter output) {
    this.output = output;
  }

  @Override
  public void message(Map<String, Object> message, int size) {
    output.emit(new Event.MessageStart(null, 0));
    output.emit(new Event.MessageEnd(null, new Payload(message, size)));
  }

  @Override
  public void failed(StreamError error) {
    output.fail(error);
  }
}
