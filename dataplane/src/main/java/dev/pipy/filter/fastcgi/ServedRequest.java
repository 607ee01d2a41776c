package dev.pipy.filter.fastcgi;

import dev.pipy.codec.fastcgi.NameValues;
import dev.pipy.codec.fastcgi.RecordType;
import dev.pipy.codec.fastcgi.RecordWriter;
import dev.pipy.event.Bytes;
import dev.pipy.event.Event;
import dev.pipy.event.FieldHead;
import dev.pipy.event.Head;
import dev.pipy.pipeline.Output;
import dev.pipy.pipeline.Pipeline;
import dev.pipy.pipeline.PipelineLayout;
import dev.pipy.pipeline.Stage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A request of a web server, and the pipeline that answers it. Confined to a worker.
final class ServedRequest implements Output {

  private final int id;
  private final int role;
  private final boolean isKeptAlive;
  private final Stage stage;
  private final Consumer<ByteBuf> sender;
  private final Consumer<ServedRequest> onAnswered;
  private final Bytes params = new Bytes();
  private @Nullable Pipeline pipeline;
  private boolean inputEnded;
  private boolean hasBegun;
  private boolean isOver;

  /// @param sender takes over records
  /// @param onAnswered called once, when the answer is complete
  ServedRequest(
      int id,
      int role,
      boolean isKeptAlive,
      Stage stage,
      Consumer<ByteBuf> sender,
      Consumer<ServedRequest> onAnswered) {
    this.id = id;
    this.role = role;
    this.isKeptAlive = isKeptAlive;
    this.stage = stage;
    this.sender = sender;
    this.onAnswered = onAnswered;
  }

  int id() {
    return id;
  }

  boolean isKeptAlive() {
    return isKeptAlive;
  }

  /// Takes over bytes of names and values; false if there are too many.
  boolean addParams(ByteBuf bytes, long limit) {
    try {
      if (params.size() + bytes.readableBytes() > limit) {
        return false;
      }
      params.push(bytes);
      return true;
    } finally {
      bytes.release();
    }
  }

  /// All names and values are there; false if they are malformed.
  boolean open(PipelineLayout layout) {
    var values = NameValues.read(params.toBuffer());
    if (values == null || pipeline != null) {
      return false;
    }
    var opened = layout.open(stage.context().copy(), this);
    pipeline = opened;
    opened.input(new Event.MessageStart(Roles.head(role, isKeptAlive, values)));
    if (role == Roles.AUTHORIZER) {
      endInput(); // which has no body
    }
    return true;
  }

  void input(Event event) {
    if (pipeline == null || inputEnded) {
      event.release();
    } else {
      pipeline.input(event);
    }
  }

  void endInput() {
    if (pipeline != null && !inputEnded) {
      inputEnded = true;
      pipeline.input(Event.MessageEnd.PLAIN);
    }
  }

  /// The web server does not want the answer any more.
  void abort() {
    if (!isOver) {
      finish(null, 0);
    }
  }

  void drain() {
    if (pipeline != null) {
      pipeline.drain();
    }
  }

  @Override
  public void emit(Event event) {
    if (isOver) {
      event.release();
      return;
    }
    switch (event) {
      case Event.MessageStart _ -> hasBegun = true;
      case Event.Data(ByteBuf bytes) -> {
        if (hasBegun && bytes.isReadable()) {
          sender.accept(RecordWriter.stream(RecordType.STDOUT, id, bytes));
        } else {
          event.release();
        }
      }
      case Event.MessageEnd(Head tail, _) -> {
        if (hasBegun) {
          finish(tail, 0);
        }
      }
      case Event.StreamEnd(var error) -> finish(null, error != null || !hasBegun ? 1 : 0);
    }
  }

  private void finish(@Nullable Head tail, int usualStatus) {
    isOver = true;
    if (FieldHead.of(tail).get("stderr") instanceof Bytes errors && errors.size() > 0) {
      sender.accept(RecordWriter.stream(RecordType.STDERR, id, errors.toBuffer()));
      sender.accept(RecordWriter.endOfStream(RecordType.STDERR, id));
    }
    sender.accept(
        Unpooled.wrappedBuffer(
            RecordWriter.endOfStream(RecordType.STDOUT, id),
            RecordWriter.end(
                id,
                Roles.number(tail, "appStatus", usualStatus),
                Roles.number(tail, "protocolStatus", 0))));
    if (pipeline != null) {
      stage.worker().atTurnEnd(pipeline::close); // not from inside its own delivery
    }
    onAnswered.accept(this);
  }

  void close() {
    isOver = true;
    if (pipeline != null) {
      pipeline.close();
    }
  }
}
