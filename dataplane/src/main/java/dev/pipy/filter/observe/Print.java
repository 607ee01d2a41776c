package dev.pipy.filter.observe;

import dev.pipy.event.Event;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.pipeline.Filter;
import dev.pipy.pipeline.Stage;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Logs the text that flows through, line by line. Confined to a worker.
public final class Print implements Filter {

  private static final Logger LOG = LoggerFactory.getLogger("pipy.print");
  private static final int WIDTH = 100;

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "print", FilterSpec.Category.DEBUG, "Logs the text that flows through, line by line.")
          .described(
              """
              Lines go to the logger `pipy.print`, as UTF-8, without control characters, broken after
              100 characters. What is left of a line is logged at the end of a message or of the
              stream.
              """)
          .events("Data, MessageEnd, StreamEnd", "the same")
          .example(
              """
              pipy()

              .listen(8080)
                .print()
                .replaceData(new Data('thanks\\n'))
              """)
          .makes(_ -> Print::new);

  private final ByteArrayOutputStream line = new ByteArrayOutputStream(0);
  private int width;

  private Print() {}

  @Override
  public void handle(Event event, Stage stage) {
    if (LOG.isInfoEnabled()) {
      switch (event) {
        case Event.Data(ByteBuf bytes) -> add(bytes);
        case Event.MessageEnd _, Event.StreamEnd _ -> breakLine();
        case Event.MessageStart _ -> {}
      }
    }
    stage.emit(event);
  }

  @Override
  public boolean passesOpening() {
    return true;
  }

  private void add(ByteBuf bytes) {
    for (int i = bytes.readerIndex(); i < bytes.writerIndex(); i++) {
      byte value = bytes.getByte(i);
      if (value == '\n') {
        LOG.info(take());
        continue;
      }
      boolean isStartOfCharacter = (value & 0xc0) != 0x80;
      if ((isStartOfCharacter && width == WIDTH) || line.size() == 4 * WIDTH) {
        LOG.info(take());
      }
      if (isStartOfCharacter) {
        width++;
      }
      line.write(value);
    }
  }

  private void breakLine() {
    if (line.size() > 0) {
      LOG.info(take());
    }
  }

  private String take() {
    var text = line.toString(StandardCharsets.UTF_8);
    line.reset();
    width = 0;
    return Printable.line(text);
  }
}
