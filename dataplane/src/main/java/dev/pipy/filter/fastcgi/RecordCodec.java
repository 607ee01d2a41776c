package dev.pipy.filter.fastcgi;

import dev.pipy.codec.fastcgi.NameValues;
import dev.pipy.codec.fastcgi.RecordReader;
import dev.pipy.codec.fastcgi.RecordType;
import dev.pipy.codec.fastcgi.RecordWriter;
import dev.pipy.event.Bytes;
import dev.pipy.event.Event;
import dev.pipy.event.FieldHead;
import dev.pipy.event.Head;
import dev.pipy.event.StreamError;
import dev.pipy.filter.route.MuxCodec;
import dev.pipy.filter.spec.Truth;
import dev.pipy.pipeline.Output;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/// Requests as records, and records as answers, on one connection, one request after the other.
final class RecordCodec implements MuxCodec {

  /// One at a time needs one number.
  private static final int REQUEST_ID = 1;

  private static final int MOST_ERRORS = 64 << 10;

  @Override
  public Output encoding(Output pipeline) {
    return event -> {
      switch (event) {
        case Event.MessageStart(Head head, _) -> pipeline.emit(new Event.Data(begin(head)));
        case Event.Data(ByteBuf bytes) -> {
          if (bytes.isReadable()) {
            pipeline.emit(new Event.Data(RecordWriter.stream(RecordType.STDIN, REQUEST_ID, bytes)));
          } else {
            event.release();
          }
        }
        case Event.MessageEnd _ ->
            pipeline.emit(new Event.Data(RecordWriter.endOfStream(RecordType.STDIN, REQUEST_ID)));
        case Event.StreamEnd _ -> pipeline.emit(event);
      }
    };
  }

  private static ByteBuf begin(@Nullable Head head) {
    var fields = FieldHead.of(head);
    boolean isKeptAlive = !fields.containsKey("keepAlive") || Truth.of(fields.get("keepAlive"));
    var params = NameValues.write(Roles.params(head));
    return Unpooled.wrappedBuffer(
        RecordWriter.begin(REQUEST_ID, Roles.number(head, "role", Roles.RESPONDER), isKeptAlive),
        params.isReadable() ? RecordWriter.stream(RecordType.PARAMS, REQUEST_ID, params) : params,
        RecordWriter.endOfStream(RecordType.PARAMS, REQUEST_ID));
  }

  @Override
  public Output decoding(Output session) {
    return new Answers(session);
  }

  private static final class Answers implements Output, RecordReader.Sink {

    private final Output session;
    private final RecordReader reader = new RecordReader(this);
    private Bytes errors = new Bytes();
    private boolean hasBegun;
    private boolean isEnded;

    private Answers(Output session) {
      this.session = session;
    }

    @Override
    public void emit(Event event) {
      switch (event) {
        case Event.Data(ByteBuf bytes) -> reader.read(bytes);
        case Event.StreamEnd(StreamError error) -> end(error);
        case Event.MessageStart _, Event.MessageEnd _ -> {}
      }
    }

    private void end(@Nullable StreamError error) {
      reader.stop();
      if (!isEnded) {
        isEnded = true;
        session.emit(Event.StreamEnd.of(error));
      }
    }

    private void begin() {
      if (!hasBegun) {
        hasBegun = true;
        session.emit(new Event.MessageStart(null));
      }
    }

    @Override
    public void record(RecordType type, int requestId, ByteBuf content) {
      if (type != RecordType.END_REQUEST || requestId != REQUEST_ID) {
        return;
      }
      if (content.readableBytes() < 5) {
        malformed();
        return;
      }
      begin();
      int at = content.readerIndex();
      var tail = Roles.tail(content.getInt(at), content.getUnsignedByte(at + 4), errors);
      errors = new Bytes();
      hasBegun = false;
      session.emit(new Event.MessageEnd(tail));
    }

    @Override
    public void stream(RecordType type, int requestId, ByteBuf bytes) {
      if (requestId == REQUEST_ID && type == RecordType.STDOUT) {
        begin();
        session.emit(new Event.Data(bytes));
        return;
      }
      if (requestId == REQUEST_ID && type == RecordType.STDERR) {
        int room = Math.max(0, MOST_ERRORS - errors.size());
        errors.push(bytes.readSlice(Math.min(room, bytes.readableBytes())));
      }
      bytes.release();
    }

    @Override
    public void endOfStream(RecordType type, int requestId) {
      // the end of the request says that all is there
    }

    @Override
    public void unknown(int type, int requestId) {
      // nothing that was asked for
    }

    @Override
    public void malformed() {
      end(StreamError.PROTOCOL_ERROR);
    }
  }
}
