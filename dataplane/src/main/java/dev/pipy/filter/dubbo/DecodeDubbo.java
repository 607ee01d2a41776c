package dev.pipy.filter.dubbo;

import dev.pipy.codec.dubbo.DubboDecoder;
import dev.pipy.codec.dubbo.DubboHeader;
import dev.pipy.event.Event;
import dev.pipy.event.StreamError;
import dev.pipy.filter.decode.DecodingFilter;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.ParamType;
import io.netty.buffer.ByteBuf;

/// Turns bytes into Dubbo messages.
public final class DecodeDubbo implements DubboDecoder.Sink {

  /// As Dubbo's own `payload`: 8 MiB.
  static final Param<Long> MAX_MESSAGE_SIZE =
      Param.withDefault(
          "maxMessageSize", ParamType.SIZE, 8L << 20, "'8m'", "Largest body of a message.");

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "decodeDubbo",
              FilterSpec.Category.TCP,
              "Turns the bytes of a Dubbo connection into messages.")
          .described(
              """
              A head has `id`, `isRequest`, `isTwoWay`, `isEvent`, `serializationType` (2 is Hessian 2)
              and `status` (20 is OK). The `id` is the decimal text of 64 bits; `requestID` is the same
              as a number, exact up to 2<sup>53</sup>. A body goes on as it comes and as it is;
              `Hessian.decode` reads one of type 2.

              What is no Dubbo ends the stream with ProtocolError, a body that is too large with
              BufferOverflow, input that ends inside a message with ConnectionReset.\
              """)
          .options(MAX_MESSAGE_SIZE)
          .events("Data, StreamEnd", "MessageStart, Data, MessageEnd, StreamEnd")
          .example(
              """
              pipy()
                .listen(20880)
                .decodeDubbo()
                .handleMessageStart(start => console.log(start.head.id, start.head.isEvent))
                .encodeDubbo()
                .connect('127.0.0.1:20881')
              """)
          .makes(args -> {
            long maxMessageSize = args.get(MAX_MESSAGE_SIZE);
            return () ->
                new DecodingFilter(
                    output -> new DubboDecoder(new DecodeDubbo(output, maxMessageSize)));
          });

  private final DecodingFilter output;
  private final long maxMessageSize;

  private DecodeDubbo(DecodingFilter output, long maxMessageSize) {
    this.output = output;
    this.maxMessageSize = maxMessageSize;
  }

  @Override
  public void begin(DubboHeader header, int length) {
    if (length > maxMessageSize) {
      output.fail(StreamError.BUFFER_OVERFLOW);
    } else {
      output.emit(new Event.MessageStart(DubboHeads.of(header), length));
    }
  }

  @Override
  public void data(ByteBuf bytes) {
    output.emit(new Event.Data(bytes));
  }

  @Override
  public void end() {
    output.emit(Event.MessageEnd.PLAIN);
  }

  @Override
  public void malformed() {
    output.fail(StreamError.PROTOCOL_ERROR);
  }
}
