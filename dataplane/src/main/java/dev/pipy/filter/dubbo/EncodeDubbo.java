package dev.pipy.filter.dubbo;

import dev.pipy.codec.dubbo.DubboHeader;
import dev.pipy.event.Event;
import dev.pipy.event.FieldHead;
import dev.pipy.event.StreamError;
import dev.pipy.filter.dubbo.DubboHeads.UnusableHeadException;
import dev.pipy.filter.spec.Dynamic;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.ParamType;
import dev.pipy.pipeline.Callback;
import dev.pipy.pipeline.Filter;
import dev.pipy.pipeline.ScriptObject;
import dev.pipy.pipeline.Stage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Turns Dubbo messages into bytes.
public final class EncodeDubbo implements Filter {

  private static final Logger LOG = LoggerFactory.getLogger("pipy.encodeDubbo");

  private static final Param<Dynamic> HEAD =
      Param.optional(
          "head",
          new ParamType<>(
              "object | function",
              "an object or a function",
              "",
              value ->
                  value instanceof ScriptObject || value instanceof Callback
                      ? Dynamic.of(value)
                      : null),
          "Stands in for the head of each message. A function gets the MessageStart; the message's"
              + " own head counts if it returns no object.");

  private static final Param<Long> MAX_MESSAGE_SIZE = DecodeDubbo.MAX_MESSAGE_SIZE;

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "encodeDubbo",
              FilterSpec.Category.TCP,
              "Turns messages into the bytes of a Dubbo connection.")
          .described(
              """
              Of a head, `isRequest` (true unless given), `isTwoWay` (true), `isEvent` (false),
              `serializationType` (2, Hessian 2), `status` (0; a good response has 20) and the id count.
              That is `id`, text or a number, or `requestID`; without either, messages are numbered
              from 0. If a script changed one of the two, that one counts.

              The length of a body stands before it, so a message is held until its end; one that is
              too large ends the stream with BufferOverflow, a head that cannot be written with
              RuntimeError. Data outside of messages is dropped.

              To have the options without a head, write `encodeDubbo(null, { maxMessageSize: '1m' })`.\
              """)
          .takes(HEAD)
          .options(MAX_MESSAGE_SIZE)
          .events("MessageStart, Data, MessageEnd, StreamEnd", "Data, StreamEnd")
          .example(
              """
              pipy()
                .listen(20880)
                .decodeDubbo()
                .replaceMessage(request => new Message(
                  { ...request.head, isRequest: false, status: 20 },
                  Hessian.encode([1, 'hello'])
                ))
                .encodeDubbo()
              """)
          .makes(args -> {
            var head = args.find(HEAD);
            long maxMessageSize = args.get(MAX_MESSAGE_SIZE);
            return () -> new EncodeDubbo(head, maxMessageSize);
          });

  private final @Nullable Dynamic head;
  private final long maxMessageSize;
  private @Nullable DubboHeader header;

  /// The message under way, with room for the header before it.
  private @Nullable ByteBuf frame;

  private long nextId;
  private boolean isEnded;

  private EncodeDubbo(@Nullable Dynamic head, long maxMessageSize) {
    this.head = head;
    this.maxMessageSize = maxMessageSize;
  }

  @Override
  public void handle(Event event, Stage stage) {
    if (isEnded) {
      event.release();
      return;
    }
    switch (event) {
      case Event.MessageStart start -> begin(start, stage);
      case Event.Data(ByteBuf bytes) -> {
        try {
          add(bytes, stage);
        } finally {
          bytes.release();
        }
      }
      case Event.MessageEnd _ -> send(stage);
      case Event.StreamEnd(StreamError error) -> {
        boolean isCutOff = error == null && frame != null;
        close();
        stage.emit(isCutOff ? new Event.StreamEnd(StreamError.CONNECTION_RESET) : event);
      }
    }
  }

  private void begin(Event.MessageStart start, Stage stage) {
    if (frame != null) {
      fail("a message begins inside of another", stage);
      return;
    }
    try {
      header = header(start, stage);
    } catch (UnusableHeadException unusable) {
      fail(String.valueOf(unusable.getMessage()), stage);
      return;
    }
    frame = PooledByteBufAllocator.DEFAULT.directBuffer().writeZero(DubboHeader.SIZE);
  }

  private DubboHeader header(Event.MessageStart start, Stage stage) {
    var given =
        switch (head) {
          case null -> null;
          case Dynamic.Literal(var value) -> value;
          case Dynamic.Computed(var function) -> function.call(stage.context(), start);
        };
    Map<String, @Nullable Object> received =
        given == null && start.head() instanceof FieldHead own ? own.fields() : Map.of();
    var fields =
        given instanceof ScriptObject object ? object.properties() : FieldHead.of(start.head());
    var read = DubboHeads.read(fields, received, nextId);
    nextId++;
    return read;
  }

  private void add(ByteBuf bytes, Stage stage) {
    if (frame == null) {
      return;
    }
    long size = (long) frame.readableBytes() - DubboHeader.SIZE + bytes.readableBytes();
    if (size > maxMessageSize) {
      end(StreamError.BUFFER_OVERFLOW, stage);
    } else {
      frame.writeBytes(bytes);
    }
  }

  private void send(Stage stage) {
    var complete = frame;
    var its = header;
    if (complete != null && its != null) {
      frame = null;
      its.writeBefore(complete);
      stage.emit(new Event.Data(complete));
    }
  }

  private void fail(String complaint, Stage stage) {
    LOG.atError().addKeyValue("filter", stage.location()).log(complaint);
    end(StreamError.RUNTIME_ERROR, stage);
  }

  private void end(StreamError error, Stage stage) {
    close();
    stage.emit(new Event.StreamEnd(error));
  }

  @Override
  public boolean takesInput() {
    return !isEnded;
  }

  @Override
  public void close() {
    isEnded = true;
    if (frame != null) {
      frame.release();
      frame = null;
    }
  }
}
