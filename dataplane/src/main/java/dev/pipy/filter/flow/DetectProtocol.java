package dev.pipy.filter.flow;

import dev.pipy.codec.detect.ProtocolDetector;
import dev.pipy.codec.detect.ProtocolDetector.Result;
import dev.pipy.event.Event;
import dev.pipy.filter.hold.PromiseGate;
import dev.pipy.filter.spec.Emission;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.ParamType;
import dev.pipy.pipeline.Callback;
import dev.pipy.pipeline.Pending;
import dev.pipy.pipeline.Stage;
import dev.pipy.worker.LoopTimer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Tells a function which protocol the stream begins with; the bytes pass unchanged.
public final class DetectProtocol implements PromiseGate.Step {

  private static final Param<Callback> CALLBACK =
      Param.required(
          "callback",
          ParamType.callback("(protocol: 'HTTP' | 'HTTP2' | 'TLS' | '') => any"),
          "Called once with `'HTTP'`, `'HTTP2'`, `'TLS'`, or `''` for anything else; events that it"
              + " returns are put before what follows, a promise is waited for.");

  private static final Param<Duration> TIMEOUT =
      Param.optional(
          "timeout",
          ParamType.DURATION,
          "How long to wait for bytes to tell by; then the function is called with `''`.");

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "detectProtocol",
              FilterSpec.Category.TCP,
              "Tells a function which protocol the stream begins with.")
          .described(
              """
              Bytes pass through as they come. The function is called before the event goes on that
              decided: the one with the HTTP version of the first request line, the end of the HTTP/2
              preface, or the eleventh byte of a ClientHello. As long as the bytes may be the start
              of one of them it is not called, unless the stream ends or the time is over: without
              `timeout`, a client that waits for the server to speak first is waited for.
              """)
          .takes(CALLBACK)
          .options(TIMEOUT)
          .events("any", "the same")
          .example(
              """
              pipy({ _protocol: null })

              .listen(8080)
                .detectProtocol(name => { _protocol = name }, { timeout: '1s' })
                .link(
                  'http', () => _protocol === 'HTTP' || _protocol === 'HTTP2',
                  'other', () => _protocol !== null
                )

              .pipeline('http')
                .demuxHTTP('request')

              .pipeline('request')
                .replaceMessage(new Message('hello\\n'))

              .pipeline('other')
                .connect('localhost:8081')
              """)
          .makes(args -> {
            var callback = args.get(CALLBACK);
            var timeout = args.find(TIMEOUT);
            return () -> new PromiseGate(new DetectProtocol(callback, timeout));
          });

  private final Callback callback;
  private final @Nullable Duration timeout;
  private @Nullable ProtocolDetector detector = new ProtocolDetector();
  private @Nullable LoopTimer timer;

  private DetectProtocol(Callback callback, @Nullable Duration timeout) {
    this.callback = callback;
    this.timeout = timeout;
  }

  @Override
  public void handle(Event event, Stage stage, PromiseGate gate) {
    var looking = detector;
    if (looking == null) {
      stage.emit(event);
      return;
    }
    if (timer == null && timeout != null) {
      timer = stage.worker().after(timeout, () -> stage.guard(() -> giveUp(stage, gate)));
    }
    var result =
        switch (event) {
          case Event.Data(ByteBuf bytes) -> looking.read(bytes);
          case Event.MessageStart _, Event.MessageEnd _ -> Result.UNDECIDED;
          case Event.StreamEnd _ -> Result.OTHER;
        };
    if (result == Result.UNDECIDED) {
      stage.emit(event);
    } else {
      tell(result, event, stage, gate);
    }
  }

  @Override
  public void close() {
    if (timer != null) {
      timer.cancel();
    }
    detector = null;
  }

  private void giveUp(Stage stage, PromiseGate gate) {
    if (detector != null) {
      // an empty Data says nothing to whoever is behind
      tell(Result.OTHER, new Event.Data(Unpooled.EMPTY_BUFFER), stage, gate);
    }
  }

  private void tell(Result result, Event event, Stage stage, PromiseGate gate) {
    close();
    var answer = callback.call(stage.context(), result.text());
    if (answer instanceof Pending pending) {
      gate.await(pending, event, stage, value -> emit(value, event, stage));
    } else {
      emit(answer, event, stage);
    }
  }

  /// What is no event was returned for no purpose, as by `name => _protocol = name`.
  private static void emit(@Nullable Object answer, Event event, Stage stage) {
    if (Emission.isEvents(answer)) {
      Emission.emit(answer, stage::emit);
    }
    stage.emit(event);
  }
}
