package dev.pipy.filter.http;

import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.ParamType;
import dev.pipy.filter.spec.PipelineRef;

/// The declaration of `demuxHTTP`: a sub-pipeline per request.
public final class DemuxHttp {

  private static final Param<PipelineRef> PIPELINE =
      Param.required("pipeline", ParamType.PIPELINE, "Request pipeline: one message in, one out.");
  static final Param<Integer> MAX_MESSAGES =
      Param.withDefault(
          "maxMessages",
          ParamType.INTEGER,
          0,
          "0",
          "Requests on one HTTP/1 connection; the answer to the last says `connection: close`. 0 is"
              + " no limit.");

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "demuxHTTP",
              FilterSpec.Category.HTTP,
              "Serves HTTP on a connection, with a sub-pipeline for each request.")
          .described(
              """
              Each request gets its own instance of the pipeline and a copy of the context.
              Pipelined requests are worked on in parallel and answered in order. A sub-pipeline
              that ends without an answer is answered for: 500 when a script failed, 502 or 504 when
              an upstream did. Malformed requests get 400, 408, 414, 431, 501 or 505, and the connection
              ends. It also ends behind an answer that a script gave the field `connection: close`;
              what an upstream said of its own connection does not count. CONNECT and WebSocket
              requests become tunnels once the answer agrees.

              HTTP/2 is spoken with clients that begin with its preface, in clear or behind TLS, and
              with those that ask for it by `upgrade: h2c`. Each stream is a request; answers go out
              as they come. `head.scheme` and `head.authority` are then there, and the authority is
              also the host header. Streams that are malformed, cut off or not wanted any more are
              reset. A client that floods, with resets, pings, empty frames or header blocks without
              end, gets GOAWAY with ENHANCE_YOUR_CALM and loses its connection.\
              """)
          .takes(PIPELINE)
          .options(
              HttpOptions.BUFFER_SIZE,
              HttpOptions.MAX_HEADER_SIZE,
              HttpOptions.HEADER_TIMEOUT,
              MAX_MESSAGES,
              Http2Options.MAX_CONCURRENT_STREAMS,
              Http2Options.STREAM_WINDOW_SIZE,
              Http2Options.CONNECTION_WINDOW_SIZE,
              Http2Options.SEND_TIMEOUT)
          .events("Data, StreamEnd", "Data, StreamEnd")
          .example(
              """
              pipy()
                .listen(8000)
                .demuxHTTP('request')

                .pipeline('request')
                .replaceMessage(new Message('Hi, there!'))
              """)
          .makes(args -> {
            var settings =
                new HttpServerFilter.Settings(
                    args.pipeline(PIPELINE),
                    true,
                    HttpOptions.limits(args),
                    args.get(HttpOptions.HEADER_TIMEOUT),
                    HttpOptions.bufferSize(args),
                    args.get(MAX_MESSAGES),
                    Http2Options.limits(args));
            return () -> new HttpVersions(settings);
          });

  private DemuxHttp() {}
}
