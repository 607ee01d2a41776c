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
          "Requests on one connection; the answer to the last says `connection: close`. 0 is no"
              + " limit.");

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
              an upstream did. Malformed requests get 400, 414, 431, 501 or 505, and the connection
              ends. CONNECT and WebSocket requests become tunnels once the answer agrees.\
              """)
          .takes(PIPELINE)
          .options(HttpOptions.BUFFER_SIZE, HttpOptions.MAX_HEADER_SIZE, MAX_MESSAGES)
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
                    HttpOptions.bufferSize(args),
                    args.get(MAX_MESSAGES));
            return () -> new HttpServerFilter(settings);
          });

  private DemuxHttp() {}
}
