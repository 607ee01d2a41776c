package dev.pipy.filter.http;

import dev.pipy.codec.http.RequestHead;
import dev.pipy.event.Event;
import dev.pipy.filter.spec.FilterSpec;

/// The declaration of `encodeHTTPRequest`: turns request messages into bytes.
public final class EncodeHttpRequest {

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "encodeHTTPRequest",
              FilterSpec.Category.HTTP,
              "Turns HTTP request messages into bytes.")
          .described(
              """
              Missing parts of the head default to `GET / HTTP/1.1`. A body of unknown length that
              outgrows the buffer is sent in chunks. The start and end of messages stay around the
              bytes.\
              """)
          .takes(AnsweredRequest.SEEN)
          .options(HttpOptions.BUFFER_SIZE)
          .events("MessageStart, Data, MessageEnd, StreamEnd", "the same")
          .example(
              """
              pipy()
                .task('5s')
                .replaceMessage(new Message({ path: '/ping' }, ''))
                .encodeHTTPRequest()
                .connect('127.0.0.1:8080')
              """)
          .makes(args -> {
            int bufferSize = HttpOptions.bufferSize(args);
            var callback = args.find(AnsweredRequest.SEEN);
            return () ->
                new HttpEncoderFilter(bufferSize) {
                  @Override
                  MessageWriter.Start start(
                      Event.MessageStart start, dev.pipy.pipeline.Stage stage) {
                    var head = RequestHead.of(start.head());
                    AnsweredRequest.show(callback, head, stage);
                    return new MessageStarts.Request(head, TunnelRules.option(head));
                  }
                };
          });

  private EncodeHttpRequest() {}
}
