package dev.pipy.testing;

import dev.pipy.event.Event;
import dev.pipy.event.Event.MessageEnd;
import dev.pipy.event.Event.MessageStart;
import dev.pipy.event.Event.StreamEnd;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.pipeline.Pipeline;
import dev.pipy.pipeline.PipelineLayout.Node;
import dev.pipy.pipeline.Stage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Filters on the bench: one live pipeline, fed by a test, its output written down. On close it
/// fails if a buffer that was fed is still held, or a filter reported a bug.
public final class FilterBench implements AutoCloseable {

  private final TestHost host = new TestHost();
  private final TestLinker linker = new TestLinker(host);
  private final TestContext context = new TestContext();
  private final RecordingOutput output = new RecordingOutput();
  private final TestSource source = new TestSource();
  private final List<ByteBuf> buffers = new ArrayList<>();
  private final List<Pipeline> pipelines = new ArrayList<>();
  private @Nullable Pipeline pipeline;

  /// One filter, given its arguments.
  public static FilterBench of(FilterSpec spec, @Nullable Object... arguments) {
    var bench = new FilterBench();
    bench.build(bench.linker.node(spec, arguments));
    return bench;
  }

  /// Builds the pipeline; before that, only the linker is of use.
  public FilterBench build(Node... nodes) {
    pipeline = linker.layout(nodes).open(context, output);
    pipelines.add(pipeline);
    return this;
  }

  /// Where sub-pipelines are defined.
  public TestLinker linker() {
    return linker;
  }

  /// The program.
  public TestHost host() {
    return host;
  }

  /// The variables of the stream.
  public TestContext context() {
    return context;
  }

  /// What came out.
  public RecordingOutput output() {
    return output;
  }

  /// The socket that all events are read from.
  public TestSource source() {
    return source;
  }

  /// The live pipeline.
  public Pipeline pipeline() {
    if (pipeline == null) {
      throw new IllegalStateException("not built");
    }
    return pipeline;
  }

  /// Another live pipeline with the layout of the first, for filters that share something.
  public Pipeline openAnother(RecordingOutput output) {
    var another = pipeline().layout().open(new TestContext(), output);
    pipelines.add(another);
    return another;
  }

  /// Feeds events as if they had just been read from the source.
  public FilterBench feed(Event... events) {
    return feed(pipeline(), events);
  }

  /// Feeds events to one of several pipelines.
  public FilterBench feed(Pipeline target, Event... events) {
    host.worker().reading(source);
    for (var event : events) {
      target.input(event);
    }
    host.worker().reading(null);
    host.runLoop();
    return this;
  }

  /// A chunk whose release is watched.
  public Event data(String text) {
    var buffer = Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    buffers.add(buffer);
    return new Event.Data(buffer);
  }

  /// The start of a message, its length open.
  public static Event start(String head) {
    return new MessageStart(new TestHead(head));
  }

  /// The start of a message of known length.
  public static Event start(String head, long length) {
    return new MessageStart(new TestHead(head), length);
  }

  /// The end of a message.
  public static Event end() {
    return MessageEnd.PLAIN;
  }

  /// The orderly end of the stream.
  public static Event streamEnd() {
    return StreamEnd.CLEAN;
  }

  /// A filter of a test's own, without state.
  public static Node filter(BiConsumer<Event, Stage> body) {
    return new Node("test", "test.js:1:1", () -> body::accept, List.of());
  }

  @Override
  public void close() {
    pipelines.forEach(Pipeline::close);
    host.close();
    if (!host.bugs().isEmpty()) {
      throw new AssertionError("bugs reported: " + host.bugs());
    }
    for (var buffer : buffers) {
      if (buffer.refCnt() != 0) {
        throw new AssertionError("not released: " + buffer.toString(StandardCharsets.UTF_8));
      }
    }
    if (source.pauses() != 0) {
      throw new AssertionError("reading left paused: " + source.pauses());
    }
  }
}
