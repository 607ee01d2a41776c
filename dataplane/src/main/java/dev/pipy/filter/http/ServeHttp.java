package dev.pipy.filter.http;

import dev.pipy.event.Event;
import dev.pipy.event.Message;
import dev.pipy.event.StreamError;
import dev.pipy.filter.spec.Dynamic;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.ParamType;
import dev.pipy.pipeline.Callback;
import dev.pipy.pipeline.Filter;
import dev.pipy.pipeline.Pending;
import dev.pipy.pipeline.PipelineLayout;
import dev.pipy.pipeline.Stage;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers HTTP requests with what a function returns: `demuxHTTP` over a pipeline of this one
/// filter, which collects the request, asks, and emits the answer.
public final class ServeHttp implements Filter {

  private static final Logger LOG = LoggerFactory.getLogger("pipy.serveHTTP");

  private static final Param<Dynamic> HANDLER =
      Param.required(
          "handler",
          new ParamType<>(
              "Message | function",
              "a Message or a function",
              "",
              value ->
                  value instanceof Message || value instanceof Callback ? Dynamic.of(value) : null),
          "The answer, or a function that gets the request as a Message and returns the answer or a"
              + " promise of it.");
  private static final Param<Long> MAX_BODY_SIZE =
      Param.withDefault(
          "maxBodySize",
          ParamType.SIZE,
          16L << 20,
          "'16m'",
          "Largest request body; a larger one is answered 413.");

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "serveHTTP",
              FilterSpec.Category.HTTP,
              "Answers HTTP requests with what a function returns.")
          .described(
              """
              Each request is collected whole, and answered in order in HTTP/1. The function runs in the
              connection's own context. If it throws, or returns something that is not a Message, the
              answer is 500. An answer with the field `connection: close` is the last of its connection.\
              """)
          .takes(HANDLER)
          .options(
              HttpOptions.BUFFER_SIZE,
              HttpOptions.MAX_HEADER_SIZE,
              HttpOptions.HEADER_TIMEOUT,
              DemuxHttp.MAX_MESSAGES,
              MAX_BODY_SIZE,
              Http2Options.MAX_CONCURRENT_STREAMS,
              Http2Options.STREAM_WINDOW_SIZE,
              Http2Options.CONNECTION_WINDOW_SIZE,
              Http2Options.SEND_TIMEOUT)
          .events("Data, StreamEnd", "Data, StreamEnd")
          .example(
              """
              pipy()
                .listen(8080)
                .serveHTTP(msg => new Message({ status: 200 }, 'You asked for ' + msg.head.path))
              """)
          .makes(args -> {
            var handler = args.get(HANDLER);
            long maxBodySize = args.get(MAX_BODY_SIZE);
            var node =
                new PipelineLayout.Node(
                    "serveHTTP", "", () -> new ServeHttp(handler, maxBodySize), List.of());
            var layout = new PipelineLayout(args.host(), "", "", List.of(node));
            var settings =
                new HttpServerFilter.Settings(
                    layout,
                    false,
                    HttpOptions.limits(args),
                    args.get(HttpOptions.HEADER_TIMEOUT),
                    HttpOptions.bufferSize(args),
                    args.get(DemuxHttp.MAX_MESSAGES),
                    Http2Options.limits(args));
            return () -> new HttpVersions(settings);
          });

  private final Dynamic handler;
  private final WholeRequest request;

  private ServeHttp(Dynamic handler, long maxBodySize) {
    this.handler = handler;
    this.request = new WholeRequest(maxBodySize);
  }

  @Override
  public void handle(Event event, Stage stage) {
    if (event instanceof Event.StreamEnd) {
      stage.emit(event);
      return;
    }
    var whole = request.add(event, stage);
    if (whole != null) {
      answer(whole, stage);
    }
  }

  private void answer(Message request, Stage stage) {
    var result =
        switch (handler) {
          case Dynamic.Literal(Object value) -> value;
          case Dynamic.Computed(var function) -> function.call(stage.context(), request);
        };
    if (result instanceof Pending pending) {
      pending.whenSettled(
          value -> stage.guard(() -> emit(value, stage)),
          _ -> stage.guard(() -> stage.emit(new Event.StreamEnd(StreamError.RUNTIME_ERROR))));
    } else {
      emit(result, stage);
    }
  }

  private static void emit(@Nullable Object answer, Stage stage) {
    if (answer instanceof Message message) {
      Objects.requireNonNull(message).emitTo(stage::emit);
    } else {
      LOG.error("handler did not return a valid message, answering 500");
      stage.emit(new Event.StreamEnd(StreamError.RUNTIME_ERROR));
    }
  }
}
