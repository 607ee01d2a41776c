package dev.pipy.filter.multipart;

import dev.pipy.codec.multipart.MultipartDecoder;
import dev.pipy.codec.multipart.MultipartType;
import dev.pipy.event.Event;
import dev.pipy.event.FieldHead;
import dev.pipy.event.StreamError;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.ParamType;
import dev.pipy.pipeline.Filter;
import dev.pipy.pipeline.Stage;
import io.netty.buffer.ByteBuf;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Makes a message of each part of a multipart message.
public final class DecodeMultipart implements Filter {

  private static final Param<Integer> MAX_PARTS =
      Param.withDefault(
          "maxParts", ParamType.INTEGER, 1000, "1000", "Most parts of a message, nested ones too.");
  private static final Param<Long> MAX_PART_SIZE =
      Param.optional(
          "maxPartSize",
          ParamType.SIZE,
          "Largest body of a part; unlimited unless given, for none is held.");

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "decodeMultipart",
              FilterSpec.Category.HTTP,
              "Makes a message of each part of a multipart message.")
          .described(
              """
              A message whose `content-type` is `multipart/...`, such as a form with files, goes on as
              one message for each of its parts; parts of a part that is multipart itself, up to 8
              levels deep, stand in its place. Their heads are `{ headers }`, with names in lower case
              and an array for what is there several times. Bodies go on as they come. Other messages
              pass, and so does Data outside of messages. A compressed message has to come through
              `decompressHTTP` first.

              What breaks RFC 2046, such as a message without its last delimiter, ends the stream with
              ProtocolError; too many parts, one that is too large, or a head of more than 16 KiB with
              BufferOverflow. What came out before has gone on by then.\
              """)
          .options(MAX_PARTS, MAX_PART_SIZE)
          .events("MessageStart, Data, MessageEnd, StreamEnd", "the same, for each part")
          .example(
              """
              pipy()
                .listen(8000)
                .demuxHTTP('request')

                .pipeline('request')
                .fork('parts')
                .replaceMessage(new Message({ status: 204 }))

                .pipeline('parts')
                .decodeMultipart()
                .handleMessage(part => console.log(
                  part.head.headers['content-disposition'], part.body.size
                ))
              """)
          .makes(args -> {
            int maxParts = args.get(MAX_PARTS);
            long maxPartSize = Objects.requireNonNullElse(args.find(MAX_PART_SIZE), Long.MAX_VALUE);
            return () -> new DecodeMultipart(maxParts, maxPartSize);
          });

  private final int maxParts;
  private final long maxPartSize;

  /// For the message under way, if it is multipart.
  private @Nullable MultipartDecoder decoder;

  private boolean isEnded;

  private DecodeMultipart(int maxParts, long maxPartSize) {
    this.maxParts = maxParts;
    this.maxPartSize = maxPartSize;
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
        if (decoder == null) {
          stage.emit(event);
        } else {
          decoder.read(bytes);
        }
      }
      case Event.MessageEnd _ -> {
        var open = decoder;
        decoder = null;
        if (open == null) {
          stage.emit(event);
        } else {
          open.end();
        }
      }
      case Event.StreamEnd(StreamError error) -> {
        boolean isCutOff = error == null && decoder != null;
        close();
        stage.emit(isCutOff ? new Event.StreamEnd(StreamError.CONNECTION_RESET) : event);
      }
    }
  }

  private void begin(Event.MessageStart start, Stage stage) {
    var types = ContentTypes.of(start.head());
    MultipartType type = null;
    for (var name : types) {
      var named = MultipartType.of(name);
      type = named == null ? type : named;
    }
    if (decoder != null) {
      fail(StreamError.PROTOCOL_ERROR, stage); // the message before has no end
    } else if (type == null) {
      stage.emit(start);
    } else if (type.boundary() == null || types.size() > 1) {
      fail(StreamError.PROTOCOL_ERROR, stage);
    } else {
      decoder = new MultipartDecoder(type.boundary(), maxParts, new Sink(stage));
    }
  }

  private void fail(StreamError error, Stage stage) {
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
    if (decoder != null) {
      decoder.stop();
      decoder = null;
    }
  }

  private final class Sink implements MultipartDecoder.Sink {

    private final Stage stage;
    private long size;

    Sink(Stage stage) {
      this.stage = stage;
    }

    @Override
    public void begin(Map<String, List<String>> fields) {
      size = 0;
      var headers = new LinkedHashMap<String, Object>();
      fields.forEach(
          (name, values) -> headers.put(name, values.size() == 1 ? values.getFirst() : values));
      stage.emit(new Event.MessageStart(new FieldHead(Map.of("headers", headers))));
    }

    @Override
    public void data(ByteBuf bytes) {
      size += bytes.readableBytes();
      if (size > maxPartSize) {
        bytes.release();
        fail(StreamError.BUFFER_OVERFLOW, stage);
      } else {
        stage.emit(new Event.Data(bytes));
      }
    }

    @Override
    public void end() {
      stage.emit(Event.MessageEnd.PLAIN);
    }

    @Override
    public void failed(StreamError error) {
      fail(error, stage);
    }
  }
}
