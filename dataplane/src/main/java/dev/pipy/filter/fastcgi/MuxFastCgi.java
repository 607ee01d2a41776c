package dev.pipy.filter.fastcgi;

import dev.pipy.filter.route.Mux;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.Param;

/// Asks FastCGI applications over connections that streams share: [Mux] with records around its
/// messages.
public final class MuxFastCgi {

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "muxFastCGI",
              FilterSpec.Category.HTTP,
              "Sends requests to a FastCGI application over shared connections.")
          .described(
              """
              A message is a request: of its head, `role` (1 unless given), `keepAlive` (true) and
              `params`, an object of text, count, and its body is the application's standard input. The
              answer is a message without a head: its body is what the application wrote, which begins
              with headers as in CGI, and its tail has `appStatus`, `protocolStatus` (0 is fine) and
              `stderr`, a Data of 64 KiB at most.

              Requests share the connections of their key, one at a time on each, since most
              applications take no more; the pipeline has a copy of the context of the stream that
              opened it. A connection that ends ends the stream that waits for its answer, with
              ConnectionReset if it ended in order.\
              """)
          .takes(Mux.PIPELINE, Mux.KEY)
          .options(Mux.OPTIONS_OF_CODECS.toArray(Param<?>[]::new))
          .events("MessageStart, Data, MessageEnd, StreamEnd", "the same")
          .example(
              """
              pipy()
                .listen(8000)
                .demuxHTTP('request')

                .pipeline('request')
                .replaceMessage(({ head, body }) => new Message({
                  params: {
                    REQUEST_METHOD: head.method,
                    SCRIPT_FILENAME: '/srv/app' + head.path,
                    CONTENT_LENGTH: body.size,
                  },
                }, body))
                .muxFastCGI('application', '')
                .replaceMessage(answer => new Message(answer.body.toString().split('\\r\\n\\r\\n')[1]))

                .pipeline('application')
                .connect('127.0.0.1:9000')
              """)
          .makes(args -> Mux.speaking(args, RecordCodec::new));

  private MuxFastCgi() {}
}
