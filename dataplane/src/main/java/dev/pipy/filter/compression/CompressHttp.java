package dev.pipy.filter.compression;

import dev.pipy.codec.compression.Compressor;
import dev.pipy.codec.http.HeadSource;
import dev.pipy.codec.http.HttpHead;
import dev.pipy.codec.http.HttpHeaders;
import dev.pipy.codec.http.IllegalHeaderException;
import dev.pipy.codec.http.RequestHead;
import dev.pipy.codec.http.ResponseHead;
import dev.pipy.event.Event;
import dev.pipy.filter.spec.Dynamic;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.pipeline.Stage;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Compresses the bodies of HTTP messages.
public final class CompressHttp extends CompressingFilter {

  private static final int NO_CONTENT = 204;
  private static final int NOT_MODIFIED = 304;

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "compressHTTP", FilterSpec.Category.HTTP, "Compresses the bodies of HTTP messages.")
          .described(
              """
              Sets `content-encoding`, and takes away the fields that tell of the bytes before:
              lengths, ranges, digests. A strong ETag becomes a weak one, and a response says `Vary:
              Accept-Encoding`. Whether the client takes the coding is for the function to say.

              Messages pass as they are if they have a `content-encoding` already, no body, only a
              part (206), or `cache-control: no-transform`. Brotli needs a native library; where it does
              not load, messages pass. What is compressed goes out at the end of
              each turn of the loop, so a slow body is not held back.\
              """)
          .takes(ALGORITHM)
          .events("MessageStart, Data, MessageEnd, StreamEnd", "the same, compressed")
          .example(
              """
              pipy({ _accepted: '' })
                .listen(8000)
                .demuxHTTP('request')

                .pipeline('request')
                .handleMessageStart(start => {
                  _accepted = start.head.headers['accept-encoding'] ?? ''
                })
                .muxHTTP('connection', '')
                .compressHTTP(() => _accepted.includes('gzip') ? 'gzip' : undefined)

                .pipeline('connection')
                .connect('127.0.0.1:8080')
              """)
          .makes(args -> {
            var algorithm = args.get(ALGORITHM);
            prepare(algorithm);
            return () -> new CompressHttp(algorithm);
          });

  /// A message without a head: what its reader makes of it, with fields.
  private record Headless(HttpHeaders headers) implements HeadSource {

    @Override
    public RequestHead asRequest() {
      return new RequestHead("GET", "/", "HTTP/1.1", headers.copy());
    }

    @Override
    public ResponseHead asResponse() {
      return new ResponseHead(200, null, "HTTP/1.1", headers.copy());
    }

    @Override
    public HttpHead asMessage() {
      return asResponse();
    }
  }

  private CompressHttp(Dynamic algorithm) {
    super(algorithm);
  }

  @Override
  Compressor.@Nullable Format start(Event.MessageStart start, Stage stage) {
    var head = head(start);
    var format = head != null && mayCompress(head) ? wanted(start, stage) : null;
    if (head == null || format == null) {
      stage.emit(start);
      return null;
    }
    var token = format.token();
    if (start.length() == 0) {
      // an answer to HEAD may tell of the body that GET would get
      boolean tellsOfBody = head.headers().contentLength() > 0;
      stage.emit(
          tellsOfBody ? new Event.MessageStart(changed(start, head, token).head(), 0) : start);
      return null;
    }
    stage.emit(changed(start, head, token));
    return format;
  }

  private static Event.MessageStart changed(Event.MessageStart start, HttpHead head, String token) {
    boolean isResponse = head instanceof ResponseHead;
    var changed =
        ContentFields.change(
            start,
            head,
            headers -> {
              ContentFields.encoded(headers, token);
              if (isResponse) {
                ContentFields.variesByAcceptEncoding(headers);
              }
            });
    return start.head() == null
        ? new Event.MessageStart(
            new Headless(((HttpHead) Objects.requireNonNull(changed.head())).headers()))
        : changed;
  }

  private static @Nullable HttpHead head(Event.MessageStart start) {
    try {
      return start.head() == null
          ? new ResponseHead(200, null, "HTTP/1.1", new HttpHeaders())
          : HttpHead.of(start.head());
    } catch (IllegalHeaderException invalid) {
      return null; // whoever writes the head says what is wrong with it
    }
  }

  private static boolean mayCompress(HttpHead head) {
    boolean hasBody =
        !(head instanceof ResponseHead response)
            || (response.status() >= 200
                && response.status() != NO_CONTENT
                && response.status() != NOT_MODIFIED);
    return hasBody
        && ContentFields.coding(head.headers()) == null
        && !ContentFields.isPartial(head)
        && !ContentFields.forbidsTransformation(head.headers());
  }
}
