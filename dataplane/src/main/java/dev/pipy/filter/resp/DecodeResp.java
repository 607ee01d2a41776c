package dev.pipy.filter.resp;

import dev.pipy.codec.resp.RespReader;
import dev.pipy.event.Event;
import dev.pipy.event.Payload;
import dev.pipy.event.StreamError;
import dev.pipy.filter.decode.DecodingFilter;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.ParamType;
import org.jspecify.annotations.Nullable;

/// Turns bytes into messages that are values of Redis.
public final class DecodeResp implements RespReader.Sink {

  private static final Param<Long> MAX_MESSAGE_SIZE =
      Param.withDefault(
          "maxMessageSize", ParamType.SIZE, 16L << 20, "'16m'", "Largest value taken.");

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "decodeRESP",
              FilterSpec.Category.TCP,
              "Turns the bytes of a Redis connection, of either side, into messages.")
          .described(
              """
              A message without a head and without a body for each value of RESP2, which is the
              `payload` of its end (and of the Message):

              | RESP2 | payload |
              |---|---|
              | simple string `+OK` | string |
              | error `-ERR text` | Error, with the text as `message` |
              | integer `:1` | number; BigInt beyond 2<sup>53</sup> |
              | bulk string `$2` | Data |
              | array `*2` | array |
              | null, `$-1` or `*-1` | null |

              What a script does not look at goes through `encodeRESP` as it came. Empty lines between
              values are passed over, as servers do. What is not RESP2,
              such as an inline command or a type of RESP3, ends the stream with ProtocolError; a value
              that is too large, or has an array of more than 1048576 elements, arrays nested deeper
              than 128 levels or a line of more than 64 KiB, with BufferOverflow; input that ends
              inside a value with ConnectionReset.\
              """)
          .options(MAX_MESSAGE_SIZE)
          .events("Data, StreamEnd", "MessageStart, MessageEnd, StreamEnd")
          .example(
              """
              pipy()
                .listen(6379)
                .decodeRESP()
                .replaceMessage(request => new Message(
                  null,
                  request.payload[0].toString().toUpperCase() === 'PING'
                    ? ['PONG', 1]
                    : new Error('ERR unknown command')
                ))
                .encodeRESP()
              """)
          .makes(args -> {
            long maxMessageSize = args.get(MAX_MESSAGE_SIZE);
            return () ->
                new DecodingFilter(
                    output -> new RespReader(maxMessageSize, new DecodeResp(output)));
          });

  private final DecodingFilter output;

  private DecodeResp(DecodingFilter output) {
    this.output = output;
  }

  @Override
  public void value(@Nullable Object value, long size) {
    output.emit(new Event.MessageStart(null, 0));
    output.emit(new Event.MessageEnd(null, new Payload(value, size)));
  }

  @Override
  public void malformed() {
    output.fail(StreamError.PROTOCOL_ERROR);
  }

  @Override
  public void tooLarge() {
    output.fail(StreamError.BUFFER_OVERFLOW);
  }
}
