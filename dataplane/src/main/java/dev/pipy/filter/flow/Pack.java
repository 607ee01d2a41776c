package dev.pipy.filter.flow;

import dev.pipy.event.Event;
import dev.pipy.event.Head;
import dev.pipy.event.StreamError;
import dev.pipy.filter.spec.ArgumentException;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.ParamType;
import dev.pipy.pipeline.Filter;
import dev.pipy.pipeline.Stage;
import dev.pipy.worker.LoopTimer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Joins several messages to one. Confined to a worker.
public final class Pack implements Filter {

  private static final Param<Integer> BATCH_SIZE =
      Param.withDefault(
          "batchSize",
          new ParamType<>(
              "integer",
              "a whole number from 1 on",
              "",
              value -> {
                var number = ParamType.INTEGER.read(value);
                if (number != null && number < 1) {
                  throw ArgumentException.expects(1, "a whole number from 1 on");
                }
                return number;
              }),
          1,
          "1",
          "Messages to join.");

  private static final Param<Duration> TIMEOUT =
      Param.optional(
          "timeout",
          ParamType.DURATION,
          "Gives out what is complete when no message has ended for this long.");

  private static final Param<Duration> INTERVAL =
      Param.optional(
          "interval",
          ParamType.DURATION,
          "Gives out what is complete at the first end of a message this long after the last time.");

  private static final Param<Double> VACANCY =
      Param.withDefault(
          "vacancy",
          new ParamType<>(
              "number",
              "a number from 0 to 1",
              "",
              value -> {
                var number = ParamType.NUMBER.read(value);
                return number == null || number < 0 || number > 1 ? null : number;
              }),
          0.5,
          "0.5",
          "Without effect: bytes are always copied together.");

  private static final Param<String> PREFIX =
      Param.withDefault("prefix", ParamType.STRING, "", "''", "Put before the first body.");

  private static final Param<String> POSTFIX =
      Param.withDefault("postfix", ParamType.STRING, "", "''", "Put behind the last body.");

  private static final Param<String> SEPARATOR =
      Param.withDefault("separator", ParamType.STRING, "", "''", "Put between two bodies.");

  private static final Param<Long> BUFFER_LIMIT =
      Param.withDefault(
          "bufferLimit",
          ParamType.SIZE,
          16L << 20,
          "'16m'",
          "Bytes that are collected: what is complete is given out when they are reached; a single"
              + " message beyond it ends the stream with BufferOverflow.");

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of("pack", FilterSpec.Category.EVENT, "Joins several messages to one.")
          .described(
              """
              The message has the head of the first one, all bodies, and the tail of the last one.
              What is complete when the stream ends is given out first. A message that an orderly end
              of the stream cuts short counts as complete, one that a failure cuts short is dropped.
              Data outside of messages is dropped.
              """)
          .takes(BATCH_SIZE)
          .options(TIMEOUT, INTERVAL, VACANCY, PREFIX, POSTFIX, SEPARATOR, BUFFER_LIMIT)
          .events("MessageStart, Data, MessageEnd, StreamEnd", "the same")
          .example(
              """
              pipy()

              .listen(8080)
                .split('\\n')
                .pack(100, { timeout: '1s', separator: ',', prefix: '[', postfix: ']' })
                .print()
                .dummy()
              """)
          .makes(args -> {
            var rules =
                new Rules(
                    args.get(BATCH_SIZE),
                    args.find(TIMEOUT),
                    args.find(INTERVAL),
                    args.get(PREFIX),
                    args.get(POSTFIX),
                    args.get(SEPARATOR),
                    args.get(BUFFER_LIMIT));
            return () -> new Pack(rules);
          });

  private final Rules rules;
  private final GatheredBytes batch = new GatheredBytes();
  private final GatheredBytes current = new GatheredBytes();
  private int count;
  private @Nullable Head batchHead;
  private Event.MessageEnd batchEnd = Event.MessageEnd.PLAIN;
  private @Nullable Head currentHead;
  private boolean isInside;
  private boolean isEnded;
  private boolean hasStarted;
  private long lastEnd;
  private long lastFlush;
  private @Nullable LoopTimer timer;

  /// What was asked for.
  private record Rules(
      int batchSize,
      @Nullable Duration timeout,
      @Nullable Duration interval,
      String prefix,
      String postfix,
      String separator,
      long bufferLimit) {}

  private Pack(Rules rules) {
    this.rules = rules;
  }

  @Override
  public void handle(Event event, Stage stage) {
    if (isEnded) {
      event.release();
      return;
    }
    if (!hasStarted) {
      hasStarted = true;
      lastFlush = stage.worker().nanoTime();
    }
    switch (event) {
      case Event.MessageStart(Head head, long _) -> {
        endMessage(Event.MessageEnd.PLAIN, stage);
        isInside = true;
        currentHead = head;
      }
      case Event.Data(ByteBuf bytes) -> {
        if (isInside) {
          collect(bytes, stage);
        }
        event.release();
      }
      case Event.MessageEnd end -> endMessage(end, stage);
      case Event.StreamEnd(StreamError error) -> {
        if (error == null) {
          endMessage(Event.MessageEnd.PLAIN, stage);
        }
        flush(stage);
        close();
        stage.emit(event);
      }
    }
  }

  @Override
  public void close() {
    isEnded = true;
    batch.release();
    current.release();
    if (timer != null) {
      timer.cancel();
    }
  }

  private void collect(ByteBuf bytes, Stage stage) {
    current.add(bytes);
    if (batch.size() + current.size() <= rules.bufferLimit()) {
      return;
    }
    flush(stage);
    if (current.size() > rules.bufferLimit() && !isEnded) {
      close();
      stage.emit(new Event.StreamEnd(StreamError.BUFFER_OVERFLOW));
    }
  }

  private void endMessage(Event.MessageEnd end, Stage stage) {
    if (!isInside || isEnded) {
      return;
    }
    isInside = false;
    if (count == 0) {
      batchHead = currentHead;
      add(rules.prefix());
    } else {
      add(rules.separator());
    }
    batch.addAll(current);
    batchEnd = end;
    count++;
    lastEnd = stage.worker().nanoTime();
    var interval = rules.interval();
    if (count >= rules.batchSize()
        || (interval != null && lastEnd - lastFlush >= interval.toNanos())) {
      flush(stage);
    } else if (rules.timeout() != null && timer == null) {
      await(rules.timeout(), stage);
    }
  }

  /// One timer for many messages: it looks how long ago the last one was.
  private void await(Duration time, Stage stage) {
    timer =
        stage
            .worker()
            .after(
                time,
                () -> {
                  timer = null;
                  stage.guard(() -> {
                    var timeout = rules.timeout();
                    if (timeout == null || count == 0) {
                      return;
                    }
                    var left = timeout.minusNanos(stage.worker().nanoTime() - lastEnd);
                    if (left.isPositive()) {
                      await(left, stage);
                    } else {
                      flush(stage);
                    }
                  });
                });
  }

  private void flush(Stage stage) {
    if (count == 0) {
      return;
    }
    add(rules.postfix());
    var head = batchHead;
    var end = batchEnd;
    var body = new GatheredBytes();
    body.addAll(batch);
    count = 0;
    lastFlush = stage.worker().nanoTime();
    stage.emit(new Event.MessageStart(head, body.size()));
    body.take(chunk -> stage.emit(new Event.Data(chunk)));
    stage.emit(end);
  }

  private void add(String text) {
    if (!text.isEmpty()) {
      batch.add(Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.UTF_8)));
    }
  }
}
