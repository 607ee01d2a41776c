package dev.pipy.filter.observe;

import dev.pipy.event.Event;
import dev.pipy.event.Head;
import dev.pipy.event.StreamError;
import dev.pipy.filter.spec.Dynamic;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.ParamType;
import dev.pipy.pipeline.CallFailure;
import dev.pipy.pipeline.Filter;
import dev.pipy.pipeline.Stage;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Logs each event, heads as JSON and bytes as a table.
public final class Dump implements Filter {

  private static final Logger LOG = LoggerFactory.getLogger("pipy.dump");

  private static final Param<Dynamic> TAG =
      Param.optional(
          "tag",
          ParamType.ANY,
          "Shown in each line, to tell several dumps apart. A function is called for each event.");

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "dump", FilterSpec.Category.DEBUG, "Logs each event, with its head or its bytes.")
          .described(
              """
              Lines go to the logger `pipy.dump`. Of a chunk the first 64 KiB are shown as a table,
              of a head or tail about 4 KiB as JSON. Values in heads whose names look like secrets,
              such as `authorization`, `cookie` or a parameter `access_token`, are hidden; bytes are
              shown as they are. If the function for the tag fails, the event goes on without a line.
              """)
          .takes(TAG)
          .events("any", "the same")
          .example(
              """
              pipy()

              .listen(8080)
                .dump('received')
                .replaceData(data => new Data(data.toString().toUpperCase()))
                .dump('sent')
              """)
          .makes(args -> {
            var filter = new Dump(args.find(TAG));
            return () -> filter;
          });

  private final @Nullable Dynamic tag;

  private Dump(@Nullable Dynamic tag) {
    this.tag = tag;
  }

  @Override
  public void handle(Event event, Stage stage) {
    if (LOG.isInfoEnabled()) {
      log(event, stage);
    }
    stage.emit(event);
  }

  @Override
  public boolean passesOpening() {
    return true;
  }

  /// Only looks: a tag that cannot be had must not end the stream.
  private void log(Event event, Stage stage) {
    Object label;
    try {
      label = tag == null ? null : tag.get(stage.context());
    } catch (CallFailure reported) {
      return;
    }
    var line = new StringBuilder("[dump] [context=");
    line.append(Integer.toHexString(System.identityHashCode(stage.context()))).append("] ");
    if (label != null) {
      line.append('[').append(Printable.line(label.toString())).append("] ");
    }
    describe(event, line);
    LOG.info(line.toString());
  }

  private static void describe(Event event, StringBuilder line) {
    switch (event) {
      case Event.Data(ByteBuf bytes) when bytes.isReadable() -> {
        line.append("Data [size=").append(bytes.readableBytes()).append("]\n");
        HexTable.append(bytes, line);
      }
      case Event.Data _ -> line.append("Data Flush");
      case Event.MessageStart(Head head, _) -> HeadText.append(head, line.append("MessageStart"));
      case Event.MessageEnd(Head tail, _) -> HeadText.append(tail, line.append("MessageEnd"));
      case Event.StreamEnd(StreamError error) -> {
        line.append("StreamEnd");
        if (error != null) {
          line.append(" [").append(error.code()).append("] ").append(error.text());
        }
      }
    }
  }
}
