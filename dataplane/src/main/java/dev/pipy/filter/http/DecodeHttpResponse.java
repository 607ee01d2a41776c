package dev.pipy.filter.http;

import dev.pipy.codec.http.ResponseHead;
import dev.pipy.codec.http1.ExpectedRequest;
import dev.pipy.codec.http1.Http1Limits;
import dev.pipy.codec.http1.Http1ResponseDecoder;
import dev.pipy.event.Event;
import dev.pipy.event.StreamError;
import dev.pipy.filter.spec.Dynamic;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.ParamType;
import dev.pipy.filter.spec.Truth;
import dev.pipy.pipeline.CallFailure;
import dev.pipy.pipeline.Callback;
import dev.pipy.pipeline.Filter;
import dev.pipy.pipeline.Stage;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// Turns bytes into HTTP response messages.
public final class DecodeHttpResponse implements Filter {

  private static final Param<Dynamic> BODILESS =
      Param.optional(
          "bodiless",
          ParamType.ANY,
          "Whether the response has no body because it answers HEAD; asked for at each response.");

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "decodeHTTPResponse",
              FilterSpec.Category.HTTP,
              "Turns bytes into HTTP response messages.")
          .described(
              """
              A stream that ends with an error before a response's head is complete yields a 502,
              504 or 401 response; malformed input yields 502.\
              """)
          .takes(AnsweredRequest.PARAM)
          .options(BODILESS, HttpOptions.MAX_HEADER_SIZE)
          .events("Data, StreamEnd", "MessageStart, Data, MessageEnd, StreamEnd")
          .example(
              """
              pipy()
                .listen(8000)
                .decodeHTTPRequest()
                .encodeHTTPRequest()
                .connect('127.0.0.1:8080')
                .decodeHTTPResponse()
                .encodeHTTPResponse()
              """)
          .makes(args -> {
            var limits = HttpOptions.limits(args);
            var bodiless = args.find(BODILESS);
            var request = args.find(AnsweredRequest.PARAM);
            return () -> new DecodeHttpResponse(limits, request, bodiless);
          });

  private final Http1Limits limits;
  private final @Nullable Callback request;
  private final @Nullable Dynamic bodiless;
  private @Nullable Http1ResponseDecoder decoder;
  private boolean isInMessage;
  private boolean isOver;
  private boolean hasFailed;

  private DecodeHttpResponse(
      Http1Limits limits, @Nullable Callback request, @Nullable Dynamic bodiless) {
    this.limits = limits;
    this.request = request;
    this.bodiless = bodiless;
  }

  @Override
  public void handle(Event event, Stage stage) {
    if (decoder == null) {
      decoder = new Http1ResponseDecoder(limits, new Sink(stage), head -> expected(head, stage));
      if (stage.context().keepsSizes()) {
        decoder.keepSizes();
      }
    }
    switch (event) {
      case Event.Data(ByteBuf bytes) -> decoder.read(bytes);
      case Event.StreamEnd(StreamError error) -> {
        decoder.endOfInput();
        if (!isOver && error != null && !isInMessage) {
          HttpAnswers.send(error, stage::emit);
        }
        stage.emit(event);
      }
      case Event.MessageStart _, Event.MessageEnd _ -> {}
    }
  }

  /// What throws is not thrown on here, for the decoder has taken the event over.
  private ExpectedRequest expected(ResponseHead head, Stage stage) {
    try {
      return asked(head, stage);
    } catch (CallFailure reported) {
      hasFailed = true;
      return AnsweredRequest.GET;
    }
  }

  private ExpectedRequest asked(ResponseHead head, Stage stage) {
    if (request != null) {
      return AnsweredRequest.of(request, head, stage);
    }
    var isBodiless = bodiless == null ? null : bodiless.get(stage.context());
    return Truth.of(isBodiless) ? AnsweredRequest.HEAD : AnsweredRequest.GET;
  }

  @Override
  public void close() {
    if (decoder != null) {
      decoder.close();
    }
  }

  private final class Sink extends EventSink<ResponseHead> {

    private final Stage stage;

    Sink(Stage stage) {
      super(stage);
      this.stage = stage;
    }

    @Override
    public void head(ResponseHead head, long length) {
      if (hasFailed) {
        isOver = true;
        DecodeHttpResponse.this.close();
        stage.emit(new Event.StreamEnd(StreamError.RUNTIME_ERROR));
        return;
      }
      isInMessage = true;
      head.headers().forgetClose(); // it is about this connection, not about a client's
      super.head(head, length);
    }

    @Override
    public void end(dev.pipy.codec.http.@Nullable HttpTail tail) {
      isInMessage = false;
      super.end(tail);
    }

    @Override
    public void malformed(dev.pipy.codec.http.HttpError error) {
      isOver = true;
      if (isInMessage) {
        super.malformed(error);
      } else {
        HttpAnswers.send(StreamError.PROTOCOL_ERROR, stage::emit);
      }
    }
  }
}
