package dev.pipy.filter.mqtt;

import dev.pipy.codec.mqtt.Packet;
import dev.pipy.codec.mqtt.PacketDecoder;
import dev.pipy.event.Event;
import dev.pipy.event.FieldHead;
import dev.pipy.event.Payload;
import dev.pipy.event.StreamError;
import dev.pipy.filter.decode.DecodingFilter;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.ParamType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Turns bytes into messages that are MQTT packets.
public final class DecodeMqtt implements PacketDecoder.Sink {

  private static final Logger LOG = LoggerFactory.getLogger("pipy.decodeMQTT");

  private static final Param<Long> MAX_PACKET_SIZE =
      Param.withDefault(
          "maxPacketSize",
          ParamType.SIZE,
          16L << 20,
          "'16m'",
          "Largest packet taken, without its first byte and its length. All but PUBLISH, and the"
              + " properties of any, may have 1 MiB at most.");

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "decodeMQTT",
              FilterSpec.Category.TCP,
              "Turns the bytes of an MQTT connection, of either side, into messages.")
          .described(
              """
              Reads MQTT 3.1, 3.1.1 and 5, a message for each packet. Every head has `type`, `qos`,
              `dup`, `retain` and `protocolLevel` (3, 4 or 5), and what the packet says:

              | type | head | payload |
              |---|---|---|
              | CONNECT | `keepAlive`, `clientID`, `cleanStart`, `will` `{ topic, payload, qos, retain, properties }`, `username`, `password` | `{ clientID, cleanStart, will, username, password }` |
              | CONNACK | `sessionPresent`, `reasonCode` | |
              | PUBLISH | `topicName`, `packetIdentifier` (if `qos` is not 0) | |
              | PUBACK, PUBREC, PUBREL, PUBCOMP | `packetIdentifier`, `reasonCode` | |
              | SUBSCRIBE | `packetIdentifier`, `topicFilters` `[{ filter, qos }]`; in version 5 also `noLocal`, `retainAsPublished`, `retainHandling` | `{ topicFilters }` |
              | UNSUBSCRIBE | `packetIdentifier`, `topicFilters` `['a/b']` | the same array |
              | SUBACK, UNSUBACK | `packetIdentifier`, `reasonCodes` | the same array |
              | DISCONNECT | `reasonCode` | |
              | AUTH | `reasonCode` | |
              | PINGREQ, PINGRESP | | |

              The password and the payload of a will are Data. The third column is the `payload` of the
              message's end, and its bytes are the body; the body of a PUBLISH is what is published.

              In version 5 all but pings also have `properties`, by name: `topicAlias`,
              `sessionExpiryInterval` ... (as in the standard, in camel case; `maximumQoS`). Numbers
              are numbers, 0 or 1 for a flag, and binary data is Data. Several subscription identifiers
              of a PUBLISH are an array. User properties stand among them under their names, several of
              a name in an array; where that would lose their order or meet another property,
              `userProperties` has all as `[[name, value]]`.

              CONNECT says of which version a connection is. A server does not say it; what it sends
              first shows it, since only version 5 has properties in CONNACK, and AUTH.

              What the standard calls malformed ends the stream with ProtocolError, a packet that is
              too large with BufferOverflow, input that ends inside one with ConnectionReset.\
              """)
          .options(MAX_PACKET_SIZE)
          .events("Data, StreamEnd", "MessageStart, Data, MessageEnd, StreamEnd")
          .example(
              """
              pipy()
                .listen(1883)
                .decodeMQTT()
                .handleMessageStart(start => {
                  if (start.head.type === 'PUBLISH') start.head.topicName = 'site/' + start.head.topicName
                })
                .encodeMQTT()
                .connect('127.0.0.1:1884')
              """)
          .makes(args -> {
            long maxPacketSize = args.get(MAX_PACKET_SIZE);
            return () ->
                new DecodingFilter(
                    output -> new PacketDecoder(maxPacketSize, new DecodeMqtt(output)));
          });

  private final DecodingFilter output;

  private DecodeMqtt(DecodingFilter output) {
    this.output = output;
  }

  @Override
  public void packet(Packet packet) {
    var body = packet.body();
    output.emit(new Event.MessageStart(new FieldHead(packet.head()), body.readableBytes()));
    if (!output.isEnded() && body.isReadable()) {
      output.emit(new Event.Data(body.retain()));
    }
    var payload = packet.payload();
    output.emit(Event.MessageEnd.of(null, payload == null ? null : new Payload(payload, 0)));
  }

  @Override
  public void malformed(String complaint) {
    LOG.atDebug().addKeyValue("filter", output.location()).log("malformed packet: " + complaint);
    output.fail(StreamError.PROTOCOL_ERROR);
  }

  @Override
  public void tooLarge() {
    output.fail(StreamError.BUFFER_OVERFLOW);
  }
}
