package dev.pipy.filter.proxyprotocol;

import dev.pipy.codec.proxyprotocol.ProxyHeaderReader;
import dev.pipy.event.Event;
import dev.pipy.event.StreamError;
import dev.pipy.filter.hold.PromiseGate;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.ParamType;
import dev.pipy.filter.spec.PipelineRef;
import dev.pipy.filter.spec.Truth;
import dev.pipy.pipeline.Callback;
import dev.pipy.pipeline.Pending;
import dev.pipy.pipeline.Pipeline;
import dev.pipy.pipeline.PipelineLayout;
import dev.pipy.pipeline.Stage;
import dev.pipy.worker.LoopTimer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Reads the PROXY header at the start of a stream, and feeds what follows to a pipeline.
public final class AcceptProxyProtocol implements PromiseGate.Step {

  private static final Param<PipelineRef> PIPELINE =
      Param.required("pipeline", ParamType.PIPELINE, "Gets what follows the header.");
  private static final Param<Callback> HANDLER =
      Param.required(
          "handler",
          ParamType.callback("(header: any) => any"),
          "Called with an object and says whether to go on, or a promise of that: "
              + ProxyHeaderObject.FIELDS
              + ". Addresses are there only if the header says them.");
  private static final Param<Duration> HANDSHAKE_TIMEOUT =
      Param.withDefault(
          "handshakeTimeout",
          ParamType.DURATION,
          Duration.ofSeconds(10),
          "'10s'",
          "Longest time from the first byte until the header is complete.");

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "acceptProxyProtocol",
              FilterSpec.Category.TCP,
              "Reads a PROXY header and hands what follows to a pipeline.")
          .described(
              """
              Both versions of HAProxy's protocol are read. The pipeline shares the context of the
              stream; its first event is an empty Data. If the function does not agree, the stream
              ends. A header that is malformed or missing ends it with ProtocolError, one that takes
              too long with ReadTimeout. Accept it only from proxies that you trust: whoever sends a
              header says what addresses it wants.
              """)
          .takes(PIPELINE, HANDLER)
          .options(HANDSHAKE_TIMEOUT)
          .events("Data, StreamEnd", "what the pipeline emits")
          .example(
              """
              pipy({ _client: '' })
                .listen(8000)
                .acceptProxyProtocol('connection', header => {
                  _client = header.sourceAddress ?? __inbound.remoteAddress
                  return true
                })

                .pipeline('connection')
                .demuxHTTP('request')

                .pipeline('request')
                .replaceMessage(() => new Message(`You are ${_client}`))
              """)
          .makes(args -> {
            var layout = args.pipeline(PIPELINE);
            var handler = args.get(HANDLER);
            var timeout = args.get(HANDSHAKE_TIMEOUT);
            return () -> new PromiseGate(new AcceptProxyProtocol(layout, handler, timeout));
          });

  private final PipelineLayout layout;
  private final Callback handler;
  private final Duration timeout;
  private final ProxyHeaderReader reader = new ProxyHeaderReader();
  private @Nullable Pipeline pipeline;
  private @Nullable LoopTimer timer;
  private boolean isEnded;

  private AcceptProxyProtocol(PipelineLayout layout, Callback handler, Duration timeout) {
    this.layout = layout;
    this.handler = handler;
    this.timeout = timeout;
  }

  @Override
  public void handle(Event event, Stage stage, PromiseGate gate) {
    if (pipeline != null) {
      pipeline.input(event);
      return;
    }
    if (isEnded) {
      event.release();
      return;
    }
    switch (event) {
      case Event.Data(ByteBuf bytes) when bytes.isReadable() -> read(event, bytes, stage, gate);
      case Event.StreamEnd(StreamError error) ->
          end(error == null && reader.isBegun() ? StreamError.PROTOCOL_ERROR : error, stage);
      case Event.Data _, Event.MessageStart _, Event.MessageEnd _ -> event.release();
    }
  }

  private void read(Event event, ByteBuf bytes, Stage stage, PromiseGate gate) {
    if (timer == null) {
      timer = stage.worker().after(timeout, () -> stage.guard(() -> expire(stage)));
    }
    switch (reader.read(bytes)) {
      case MORE -> event.release();
      case MALFORMED -> {
        event.release();
        end(StreamError.PROTOCOL_ERROR, stage);
      }
      case DONE -> {
        stopTimer();
        var result = handler.call(stage.context(), ProxyHeaderObject.of(reader.header()));
        if (result instanceof Pending pending) {
          gate.await(pending, event, stage, value -> decide(value, event, stage));
        } else {
          decide(result, event, stage);
        }
      }
    }
  }

  private void expire(Stage stage) {
    if (pipeline == null && !isEnded) {
      end(StreamError.READ_TIMEOUT, stage);
    }
  }

  private void decide(@Nullable Object result, Event rest, Stage stage) {
    if (isEnded || !Truth.of(result)) {
      rest.release();
      end(null, stage);
      return;
    }
    var opened = layout.open(stage.context(), stage::emit);
    pipeline = opened;
    // a peer behind it may be the one that speaks first
    opened.input(new Event.Data(Unpooled.EMPTY_BUFFER));
    if (rest instanceof Event.Data(ByteBuf bytes) && bytes.isReadable()) {
      opened.input(rest);
    } else {
      rest.release();
    }
  }

  private void end(@Nullable StreamError error, Stage stage) {
    close();
    stage.emit(Event.StreamEnd.of(error));
  }

  private void stopTimer() {
    if (timer != null) {
      timer.cancel();
    }
  }

  @Override
  public boolean takesInput() {
    return pipeline == null ? !isEnded : pipeline.takesInput();
  }

  @Override
  public void drain() {
    if (pipeline != null) {
      pipeline.drain();
    }
  }

  @Override
  public void close() {
    isEnded = true;
    stopTimer();
    if (pipeline != null) {
      pipeline.close();
    }
  }
}
