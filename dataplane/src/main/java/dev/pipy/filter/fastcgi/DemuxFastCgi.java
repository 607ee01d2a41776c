package dev.pipy.filter.fastcgi;

import dev.pipy.codec.fastcgi.NameValues;
import dev.pipy.codec.fastcgi.RecordReader;
import dev.pipy.codec.fastcgi.RecordType;
import dev.pipy.codec.fastcgi.RecordWriter;
import dev.pipy.event.Event;
import dev.pipy.event.StreamError;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.ParamType;
import dev.pipy.filter.spec.PipelineRef;
import dev.pipy.pipeline.Filter;
import dev.pipy.pipeline.PipelineLayout;
import dev.pipy.pipeline.Stage;
import io.netty.buffer.ByteBuf;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Serves FastCGI on a connection: a pipeline for each request, any number of them at once.
/// Confined to a worker.
public final class DemuxFastCgi implements Filter {

  private static final int OVERLOADED = 2;
  private static final int UNKNOWN_ROLE = 3;

  private static final Param<PipelineRef> PIPELINE =
      Param.required("pipeline", ParamType.PIPELINE, "Request pipeline: one message in, one out.");

  private static final Param<Integer> MAX_REQUESTS =
      Param.withDefault(
          "maxRequests",
          ParamType.INTEGER,
          100,
          "100",
          "Requests at once on a connection; others are refused as overload.");

  private static final Param<Long> MAX_PARAMS_SIZE =
      Param.withDefault(
          "maxParamsSize",
          ParamType.SIZE,
          64L << 10,
          "'64k'",
          "Largest names and values of a request; beyond it the stream ends with BufferOverflow.");

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "demuxFastCGI",
              FilterSpec.Category.HTTP,
              "Serves FastCGI on a connection, with a sub-pipeline for each request.")
          .described(
              """
              Each request gets its own instance of the pipeline and a copy of the context. A head has
              `role` (1 responder, 2 authorizer, 3 filter), `keepAlive` and `params`, an object of
              text. The body of the message that comes back is the answer, which begins with headers
              as in CGI; of its tail, `appStatus`, `protocolStatus` and `stderr` count. A pipeline that
              ends its stream without an answer yields `appStatus: 1`.

              What is no FastCGI ends the stream with ProtocolError. A connection is closed behind the
              answer to a request that does not want it kept.\
              """)
          .takes(PIPELINE)
          .options(MAX_REQUESTS, MAX_PARAMS_SIZE)
          .events("Data, StreamEnd", "Data, StreamEnd")
          .example(
              """
              pipy()
                .listen(9000)
                .demuxFastCGI('request')

                .pipeline('request')
                .replaceMessage(({ head }) => new Message(
                  'Content-Type: text/plain\\r\\n\\r\\nYou asked for ' + head.params.SCRIPT_NAME
                ))
              """)
          .makes(args -> {
            var layout = args.pipeline(PIPELINE);
            int maxRequests = Math.max(1, args.get(MAX_REQUESTS));
            long maxParamsSize = args.get(MAX_PARAMS_SIZE);
            return () -> new DemuxFastCgi(layout, maxRequests, maxParamsSize);
          });

  private final PipelineLayout layout;
  private final int maxRequests;
  private final long maxParamsSize;
  private final Map<Integer, ServedRequest> requests = new HashMap<>();
  private @Nullable RecordReader reader;
  private boolean inputEnded;
  private boolean isLast;
  private boolean isEnded;

  private DemuxFastCgi(PipelineLayout layout, int maxRequests, long maxParamsSize) {
    this.layout = layout;
    this.maxRequests = maxRequests;
    this.maxParamsSize = maxParamsSize;
  }

  @Override
  public void handle(Event event, Stage stage) {
    if (isEnded) {
      event.release();
      return;
    }
    switch (event) {
      case Event.Data(ByteBuf bytes) -> reader(stage).read(bytes);
      case Event.StreamEnd(StreamError error) -> {
        inputEnded = true;
        if (error != null || requests.isEmpty()) {
          end(error, stage);
        }
      }
      case Event.MessageStart _, Event.MessageEnd _ -> {}
    }
  }

  private RecordReader reader(Stage stage) {
    var open = reader;
    if (open == null) {
      open = new RecordReader(new Requests(stage));
      reader = open;
    }
    return open;
  }

  private void end(@Nullable StreamError error, Stage stage) {
    if (!isEnded) {
      close();
      stage.emit(Event.StreamEnd.of(error));
    }
  }

  /// The answer to a request is complete.
  private void answered(ServedRequest request, Stage stage) {
    requests.remove(request.id());
    isLast |= !request.isKeptAlive();
    if ((isLast || inputEnded) && requests.isEmpty()) {
      end(null, stage);
    }
  }

  @Override
  public void drain(Stage stage) {
    isLast = true;
    List.copyOf(requests.values()).forEach(ServedRequest::drain);
    if (requests.isEmpty() && reader != null && !reader.isInside()) {
      end(null, stage);
    }
  }

  @Override
  public boolean takesInput() {
    return !isEnded;
  }

  @Override
  public void close() {
    isEnded = true;
    if (reader != null) {
      reader.stop();
    }
    List.copyOf(requests.values()).forEach(ServedRequest::close);
    requests.clear();
  }

  private final class Requests implements RecordReader.Sink {

    private final Stage stage;

    private Requests(Stage stage) {
      this.stage = stage;
    }

    private void send(ByteBuf record) {
      if (isEnded) {
        record.release();
      } else {
        stage.emit(new Event.Data(record));
      }
    }

    @Override
    public void record(RecordType type, int requestId, ByteBuf content) {
      switch (type) {
        case BEGIN_REQUEST -> begin(requestId, content);
        case ABORT_REQUEST -> abort(requestId);
        case GET_VALUES -> values(content);
        default -> {} // an answer, which nobody sends to a server
      }
    }

    private void begin(int requestId, ByteBuf content) {
      if (content.readableBytes() < 3 || requestId == 0 || requests.containsKey(requestId)) {
        malformed();
        return;
      }
      int role = content.getUnsignedShort(content.readerIndex());
      boolean isKeptAlive = (content.getByte(content.readerIndex() + 2) & 1) != 0;
      if (role < Roles.RESPONDER || role > Roles.FILTER || requests.size() >= maxRequests) {
        int status = requests.size() >= maxRequests ? OVERLOADED : UNKNOWN_ROLE;
        send(RecordWriter.end(requestId, 0, status));
        return;
      }
      requests.put(
          requestId,
          new ServedRequest(requestId, role, isKeptAlive, stage, this::send, this::isAnswered));
    }

    private void isAnswered(ServedRequest request) {
      answered(request, stage);
    }

    private void abort(int requestId) {
      var request = requests.get(requestId);
      if (request != null) {
        request.abort();
      }
    }

    private void values(ByteBuf content) {
      var asked = NameValues.read(content);
      if (asked == null) {
        malformed();
        return;
      }
      var known =
          Map.of(
              "FCGI_MAX_CONNS", "10000",
              "FCGI_MAX_REQS", Integer.toString(maxRequests),
              "FCGI_MPXS_CONNS", "1");
      var answer = new LinkedHashMap<String, String>();
      for (var name : asked.keySet()) {
        var value = known.get(name);
        if (value != null) {
          answer.put(name, value);
        }
      }
      send(RecordWriter.values(RecordType.GET_VALUES_RESULT, answer));
    }

    @Override
    public void stream(RecordType type, int requestId, ByteBuf bytes) {
      var request = requests.get(requestId);
      if (request == null) {
        bytes.release(); // of a request that was refused or aborted
      } else if (type == RecordType.PARAMS) {
        if (!request.addParams(bytes, maxParamsSize)) {
          end(StreamError.BUFFER_OVERFLOW, stage);
        }
      } else if (type == RecordType.STDIN) {
        request.input(new Event.Data(bytes));
      } else {
        bytes.release();
      }
    }

    @Override
    public void endOfStream(RecordType type, int requestId) {
      var request = requests.get(requestId);
      if (request == null) {
        return;
      }
      if (type == RecordType.PARAMS && !request.open(layout)) {
        malformed();
      } else if (type == RecordType.STDIN) {
        request.endInput();
      }
    }

    @Override
    public void unknown(int type, int requestId) {
      if (requestId == 0) {
        send(RecordWriter.unknown(type));
      }
    }

    @Override
    public void malformed() {
      end(StreamError.PROTOCOL_ERROR, stage);
    }
  }
}
