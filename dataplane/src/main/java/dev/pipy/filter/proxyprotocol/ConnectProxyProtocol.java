package dev.pipy.filter.proxyprotocol;

import dev.pipy.codec.proxyprotocol.ProxyHeader;
import dev.pipy.codec.proxyprotocol.ProxyHeaderWriter;
import dev.pipy.event.Event;
import dev.pipy.filter.spec.ArgumentException;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.ParamType;
import dev.pipy.filter.spec.PipelineRef;
import dev.pipy.filter.spec.UnusableResult;
import dev.pipy.pipeline.Callback;
import dev.pipy.pipeline.Filter;
import dev.pipy.pipeline.Pipeline;
import dev.pipy.pipeline.PipelineLayout;
import dev.pipy.pipeline.ScriptObject;
import dev.pipy.pipeline.Stage;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/// Sends a PROXY header ahead of a stream.
public final class ConnectProxyProtocol implements Filter {

  private static final Param<PipelineRef> PIPELINE =
      Param.required(
          "pipeline",
          ParamType.PIPELINE,
          "Gets the header and the input; usually nothing but `connect`.");
  private static final Param<Object> HEADER =
      Param.required(
          "header",
          new ParamType<>(
              "object | function",
              "an object or a function",
              "",
              value -> value instanceof ScriptObject || value instanceof Callback ? value : null),
          "An object, or a function that is called for one at the first event: "
              + ProxyHeaderObject.FIELDS
              + ". Version 1 and TCP of the addresses' family unless said otherwise; without"
              + " addresses the protocol is UNKNOWN.");

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "connectProxyProtocol",
              FilterSpec.Category.TCP,
              "Sends a PROXY header ahead of a stream.")
          .described(
              """
              The pipeline shares the context of the stream. It gets the header, then all events, and
              what it emits goes out. Fields that no header can be made of are refused when the script
              is loaded, or end the stream with RuntimeError.\
              """)
          .takes(PIPELINE, HEADER)
          .events("any", "what the pipeline emits")
          .example(
              """
              pipy()
                .listen(8000)
                .connectProxyProtocol('server', () => ({
                  version: 2,
                  sourceAddress: __inbound.remoteAddress,
                  sourcePort: __inbound.remotePort,
                  targetAddress: __inbound.localAddress,
                  targetPort: __inbound.localPort,
                }))

                .pipeline('server')
                .connect('127.0.0.1:8080')
              """)
          .makes(args -> {
            var layout = args.pipeline(PIPELINE);
            var source = args.get(HEADER);
            var function = source instanceof Callback callback ? callback : null;
            var literal = source instanceof ScriptObject object ? literal(object) : null;
            return () -> new ConnectProxyProtocol(layout, function, literal);
          });

  private final PipelineLayout layout;
  private final @Nullable Callback function;
  private final @Nullable ProxyHeader literal;
  private @Nullable Pipeline pipeline;

  private ConnectProxyProtocol(
      PipelineLayout layout, @Nullable Callback function, @Nullable ProxyHeader literal) {
    this.layout = layout;
    this.function = function;
    this.literal = literal;
  }

  private static ProxyHeader literal(ScriptObject object) {
    try {
      return ProxyHeaderObject.read(object.properties());
    } catch (IllegalArgumentException complaint) {
      throw new ArgumentException("header." + complaint.getMessage());
    }
  }

  @Override
  public void handle(Event event, Stage stage) {
    var open = pipeline;
    if (open == null) {
      if (event instanceof Event.StreamEnd) {
        stage.emit(event); // there was nothing to send a header ahead of
        return;
      }
      byte[] header = ProxyHeaderWriter.write(header(stage));
      open = layout.open(stage.context(), stage::emit);
      pipeline = open;
      open.input(new Event.Data(Unpooled.wrappedBuffer(header)));
    }
    open.input(event);
  }

  private ProxyHeader header(Stage stage) {
    if (literal != null) {
      return literal;
    }
    var result = function == null ? null : function.call(stage.context());
    if (!(result instanceof ScriptObject object)) {
      throw UnusableResult.report(stage, result, "an object");
    }
    try {
      return ProxyHeaderObject.read(object.properties());
    } catch (IllegalArgumentException complaint) {
      throw UnusableResult.report(stage, result, "a header, but " + complaint.getMessage());
    }
  }

  @Override
  public boolean opensAtOnce() {
    return true;
  }

  @Override
  public boolean takesInput() {
    return pipeline == null || pipeline.takesInput();
  }

  @Override
  public void drain(Stage stage) {
    if (pipeline != null) {
      pipeline.drain();
    }
  }

  @Override
  public void close() {
    if (pipeline != null) {
      pipeline.close();
    }
  }
}
