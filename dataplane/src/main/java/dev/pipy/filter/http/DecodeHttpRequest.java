package dev.pipy.filter.http;

import dev.pipy.codec.http.HttpTail;
import dev.pipy.codec.http.RequestHead;
import dev.pipy.codec.http1.Http1Limits;
import dev.pipy.codec.http1.Http1RequestDecoder;
import dev.pipy.event.Event;
import dev.pipy.event.StreamError;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.pipeline.CallFailure;
import dev.pipy.pipeline.Callback;
import dev.pipy.pipeline.Filter;
import dev.pipy.pipeline.Stage;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// Turns bytes into HTTP request messages.
public final class DecodeHttpRequest implements Filter {

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "decodeHTTPRequest",
              FilterSpec.Category.HTTP,
              "Turns bytes into HTTP request messages.")
          .described(
              """
              Malformed input ends the stream with ProtocolError, input that ends inside a message
              with ConnectionReset. What follows a CONNECT or WebSocket request passes as Data.\
              """)
          .takes(AnsweredRequest.SEEN)
          .options(HttpOptions.MAX_HEADER_SIZE)
          .events("Data, StreamEnd", "MessageStart, Data, MessageEnd, StreamEnd")
          .example(
              """
              pipy()
                .listen(8000)
                .decodeHTTPRequest()
                .replaceMessage(msg => new Message(msg.head.method + ' ' + msg.head.path))
                .encodeHTTPResponse()
              """)
          .makes(args -> {
            var limits = HttpOptions.limits(args);
            var callback = args.find(AnsweredRequest.SEEN);
            return () -> new DecodeHttpRequest(limits, callback);
          });

  private final Http1Limits limits;
  private final @Nullable Callback callback;
  private @Nullable Http1RequestDecoder decoder;
  private boolean becomesTunnel;

  private DecodeHttpRequest(Http1Limits limits, @Nullable Callback callback) {
    this.limits = limits;
    this.callback = callback;
  }

  @Override
  public void handle(Event event, Stage stage) {
    if (decoder == null) {
      decoder = new Http1RequestDecoder(limits, new Sink(stage));
      if (stage.context().keepsSizes()) {
        decoder.keepSizes();
      }
    }
    switch (event) {
      case Event.Data(ByteBuf bytes) -> decoder.read(bytes);
      case Event.StreamEnd _ -> {
        decoder.endOfInput();
        stage.emit(event);
      }
      case Event.MessageStart _, Event.MessageEnd _ -> {}
    }
  }

  @Override
  public void close() {
    if (decoder != null) {
      decoder.close();
    }
  }

  private final class Sink extends EventSink<RequestHead> {

    private final Stage stage;

    Sink(Stage stage) {
      super(stage);
      this.stage = stage;
    }

    @Override
    public void head(RequestHead head, long length) {
      becomesTunnel = TunnelRules.mayFollow(head);
      try {
        AnsweredRequest.show(callback, head, stage);
      } catch (CallFailure reported) {
        // not thrown on, for the decoder has taken the event over
        DecodeHttpRequest.this.close();
        stage.emit(new Event.StreamEnd(StreamError.RUNTIME_ERROR));
        return;
      }
      super.head(head, length);
    }

    @Override
    public void end(@Nullable HttpTail tail) {
      super.end(tail);
      if (becomesTunnel && decoder != null) {
        decoder.passThrough();
      }
    }
  }
}
