package dev.pipy.filter.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.event.Bytes;
import dev.pipy.event.Event;
import dev.pipy.event.Head;
import dev.pipy.event.Message;
import dev.pipy.event.StreamError;
import dev.pipy.pipeline.Filter;
import dev.pipy.pipeline.PipelineLayout.Node;
import dev.pipy.pipeline.Stage;
import dev.pipy.testing.RecordingOutput;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The far ends of sub-pipelines: a node that writes down what each of its pipelines got and lets
/// the test answer.
final class Peers {

  private final List<Peer> opened = new ArrayList<>();

  /// The node that ends a sub-pipeline.
  Node node() {
    return new Node("peer", "main.js:1:1", Peer::new, List.of());
  }

  /// The pipelines opened so far that got anything.
  int count() {
    return opened.size();
  }

  /// One of them, from 0.
  Peer get(int index) {
    assertThat(opened).hasSizeGreaterThan(index);
    return opened.get(index);
  }

  final class Peer implements Filter {

    private final StringBuilder got = new StringBuilder();
    private @Nullable Stage stage;
    private boolean isClosed;

    @Override
    public void handle(Event event, Stage stage) {
      if (this.stage == null) {
        this.stage = stage;
        opened.add(this);
      }
      if (event instanceof Event.Data data) {
        got.append(data.bytes().toString(StandardCharsets.ISO_8859_1));
        event.release();
      } else {
        got.append('<').append(RecordingOutput.describe(event).replaceAll("\\(.*", "")).append('>');
      }
    }

    @Override
    public void close() {
      isClosed = true;
    }

    boolean isClosed() {
      return isClosed;
    }

    /// What it got since the last call.
    String take() {
      var text = got.toString();
      got.setLength(0);
      return text;
    }

    void bytes(String text) {
      emit(new Event.Data(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1)));
    }

    void answer(Head head, String body) {
      new Message(head, Bytes.of(body)).emitTo(this::emit);
    }

    void emit(Event event) {
      Objects.requireNonNull(stage).emit(event);
    }

    void end() {
      emit(Event.StreamEnd.CLEAN);
    }

    void fail(@Nullable StreamError error) {
      emit(new Event.StreamEnd(error));
    }
  }
}
