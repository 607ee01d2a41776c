package dev.pipy.filter.http;

import dev.pipy.codec.http.ResponseHead;
import dev.pipy.codec.http1.ConnectionOption;
import dev.pipy.codec.http1.ExpectedRequest;
import dev.pipy.event.Event;
import dev.pipy.filter.spec.Dynamic;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.ParamType;
import dev.pipy.filter.spec.Truth;
import dev.pipy.pipeline.Callback;
import dev.pipy.pipeline.Stage;
import org.jspecify.annotations.Nullable;

/// The declaration of `encodeHTTPResponse`: turns response messages into bytes.
public final class EncodeHttpResponse {

  private static final Param<Dynamic> FINAL =
      Param.optional(
          "final",
          ParamType.ANY,
          "Whether the response is the connection's last; asked for at each response.");
  private static final Param<Dynamic> BODILESS =
      Param.optional(
          "bodiless",
          ParamType.ANY,
          "Whether the response answers HEAD, so that no body is sent; asked for at each response.");

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "encodeHTTPResponse",
              FilterSpec.Category.HTTP,
              "Turns HTTP response messages into bytes.")
          .described(
              """
              Missing parts of the head default to `HTTP/1.1 200 OK`. A final response is followed by
              StreamEnd. A body of unknown length that outgrows the buffer is sent in chunks.\
              """)
          .takes(AnsweredRequest.PARAM)
          .options(HttpOptions.BUFFER_SIZE, FINAL, BODILESS)
          .events("MessageStart, Data, MessageEnd, StreamEnd", "the same")
          .example(
              """
              pipy()
                .listen(8000)
                .decodeHTTPRequest()
                .replaceMessage(new Message('Hello'))
                .encodeHTTPResponse({ final: true })
              """)
          .makes(args -> {
            int bufferSize = HttpOptions.bufferSize(args);
            var isFinal = args.find(FINAL);
            var bodiless = args.find(BODILESS);
            var request = args.find(AnsweredRequest.PARAM);
            return () -> new Encoder(bufferSize, request, isFinal, bodiless);
          });

  private EncodeHttpResponse() {}

  private static final class Encoder extends HttpEncoderFilter {

    private final @Nullable Callback request;
    private final @Nullable Dynamic isFinal;
    private final @Nullable Dynamic bodiless;
    private boolean endsStream;

    Encoder(
        int bufferSize,
        @Nullable Callback request,
        @Nullable Dynamic isFinal,
        @Nullable Dynamic bodiless) {
      super(bufferSize);
      this.request = request;
      this.isFinal = isFinal;
      this.bodiless = bodiless;
    }

    @Override
    MessageWriter.Start start(Event.MessageStart start, Stage stage) {
      endsStream = isTrue(isFinal, stage);
      var head = ResponseHead.of(start.head());
      var answered = answered(head, stage);
      return new MessageStarts.Response(head, answered, option(head.status(), answered));
    }

    /// An agreement to a tunnel is the last that is said of the connection as HTTP.
    private ConnectionOption option(int status, ExpectedRequest answered) {
      if (status == 101) {
        return ConnectionOption.UPGRADE;
      }
      if (answered.isConnect() && status >= 200 && status < 300) {
        return ConnectionOption.NONE;
      }
      return endsStream ? ConnectionOption.CLOSE : ConnectionOption.KEEP_ALIVE;
    }

    private ExpectedRequest answered(ResponseHead head, Stage stage) {
      if (request != null) {
        return AnsweredRequest.of(request, head, stage);
      }
      return isTrue(bodiless, stage) ? AnsweredRequest.HEAD : AnsweredRequest.GET;
    }

    @Override
    boolean endsStream() {
      return endsStream;
    }

    private static boolean isTrue(@Nullable Dynamic option, Stage stage) {
      return switch (option) {
        case null -> false;
        case Dynamic.Literal(Object value) -> Truth.of(value);
        case Dynamic.Computed(var function) -> function.test(stage.context());
      };
    }
  }
}
