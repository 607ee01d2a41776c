package dev.pipy.filter.mqtt;

import dev.pipy.codec.mqtt.MqttException;
import dev.pipy.codec.mqtt.PacketWriter;
import dev.pipy.event.Event;
import dev.pipy.event.FieldHead;
import dev.pipy.event.Head;
import dev.pipy.event.Payload;
import dev.pipy.event.StreamError;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.ParamType;
import dev.pipy.pipeline.Filter;
import dev.pipy.pipeline.Stage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Turns messages that are MQTT packets into bytes.
public final class EncodeMqtt implements Filter {

  private static final Logger LOG = LoggerFactory.getLogger("pipy.encodeMQTT");

  private static final Param<Long> MAX_BODY_SIZE =
      Param.withDefault(
          "maxBodySize",
          ParamType.SIZE,
          16L << 20,
          "'16m'",
          "Largest body taken, which is held until its message ends: a packet begins with its"
              + " length.");

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "encodeMQTT",
              FilterSpec.Category.TCP,
              "Turns messages into the bytes of an MQTT connection, of either side.")
          .described(
              """
              A packet for each message, made of the fields that `decodeMQTT` gives; `type` must be
              there, and what is missing is 0, empty or false. Data may be strings as well. What a
              packet's payload says may stand in the head, or be the `payload` of the message's end: a
              payload that a script made, or looked at, goes before the head. Only a PUBLISH has a
              body.

              The version is that of the last head that said `protocolLevel`, 4 (MQTT 3.1.1) before
              the first. All heads of `decodeMQTT` do; where a script answers a client itself, take it
              from the client's CONNECT: `{ type: 'CONNACK', protocolLevel: 5 }`. What a version does
              not have, such as properties before version 5, is left out.

              What no packet can be made of (an unknown `type`, a topic name with wildcards, a QoS
              without a packet identifier ...) ends the stream with RuntimeError, a body that is too
              large with BufferOverflow.\
              """)
          .options(MAX_BODY_SIZE)
          .events("MessageStart, Data, MessageEnd, StreamEnd", "Data, StreamEnd")
          .example(
              """
              pipy()
                .listen(1883)
                .decodeMQTT()
                .replaceMessage(({ head }) =>
                  head.type === 'CONNECT' ?
                    new Message({ type: 'CONNACK', protocolLevel: head.protocolLevel }) :
                  head.type === 'SUBSCRIBE' ?
                    new Message({
                      type: 'SUBACK',
                      packetIdentifier: head.packetIdentifier,
                      reasonCodes: head.topicFilters.map(() => 0),
                    }) :
                  head.type === 'PINGREQ' ?
                    new Message({ type: 'PINGRESP' }) :
                    null
                )
                .encodeMQTT()
              """)
          .makes(args -> {
            long maxBodySize = args.get(MAX_BODY_SIZE);
            return () -> new EncodeMqtt(maxBodySize);
          });

  private final long maxBodySize;
  private final PacketWriter writer = new PacketWriter();
  private @Nullable Head head;
  private @Nullable ByteBuf body;
  private boolean isBodyCopied;
  private boolean isInMessage;
  private boolean isEnded;

  private EncodeMqtt(long maxBodySize) {
    this.maxBodySize = maxBodySize;
  }

  @Override
  public void handle(Event event, Stage stage) {
    if (isEnded) {
      event.release();
      return;
    }
    switch (event) {
      case Event.MessageStart(Head given, _) -> {
        if (isInMessage) {
          fail("a message begins inside of another", stage);
        } else {
          isInMessage = true;
          head = given;
        }
      }
      case Event.Data(ByteBuf bytes) -> {
        if (isInMessage) {
          add(bytes, stage);
        } else {
          bytes.release();
        }
      }
      case Event.MessageEnd(_, Payload payload) -> {
        if (isInMessage) {
          isInMessage = false;
          send(payload, stage);
        }
      }
      case Event.StreamEnd(StreamError error) -> {
        boolean isCutOff = error == null && isInMessage;
        close();
        stage.emit(isCutOff ? new Event.StreamEnd(StreamError.CONNECTION_RESET) : event);
      }
    }
  }

  /// Keeps a single piece as it is; several are copied together, so that small ones do not hold
  /// large network buffers.
  private void add(ByteBuf bytes, Stage stage) {
    var known = body;
    long size = (long) bytes.readableBytes() + (known == null ? 0 : known.readableBytes());
    if (size > maxBodySize) {
      bytes.release();
      close();
      stage.emit(new Event.StreamEnd(StreamError.BUFFER_OVERFLOW));
    } else if (known == null) {
      body = bytes;
      isBodyCopied = false;
    } else {
      if (!isBodyCopied) {
        var copy = ByteBufAllocator.DEFAULT.buffer((int) size);
        copy.writeBytes(known);
        known.release();
        known = copy;
        body = copy;
        isBodyCopied = true;
      }
      known.writeBytes(bytes);
      bytes.release();
    }
  }

  private void send(@Nullable Payload payload, Stage stage) {
    var published = body == null ? Unpooled.EMPTY_BUFFER : body;
    body = null;
    try {
      var fields = FieldHead.of(head);
      boolean isPublish = PacketWriter.hasBody(fields);
      boolean isPayloadFirst = payload != null && payload.view() != null;
      var packet =
          writer.write(
              fields,
              payload == null ? null : payload.value(),
              isPayloadFirst,
              published.readableBytes());
      stage.emit(new Event.Data(packet));
      if (isPublish && published.isReadable() && !isEnded) {
        stage.emit(new Event.Data(published.retain()));
      }
    } catch (MqttException unsayable) {
      fail("packet cannot be sent: " + unsayable.getMessage(), stage);
    } finally {
      published.release();
    }
  }

  private void fail(String complaint, Stage stage) {
    LOG.atError().addKeyValue("filter", stage.location()).log(complaint);
    close();
    stage.emit(new Event.StreamEnd(StreamError.RUNTIME_ERROR));
  }

  @Override
  public boolean takesInput() {
    return !isEnded;
  }

  @Override
  public void close() {
    isEnded = true;
    isInMessage = false;
    if (body != null) {
      body.release();
      body = null;
    }
  }
}
