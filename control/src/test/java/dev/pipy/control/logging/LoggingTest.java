package dev.pipy.control.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

class LoggingTest {

  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private final Logging logging = new Logging(output, ZoneId.of("UTC"));

  private String written() {
    logging.flush(LIMIT);
    return output.toString(StandardCharsets.UTF_8);
  }

  private String texts() {
    return written().replaceAll("(?m)^\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3} ", "");
  }

  @Test
  void begins_a_line_with_time_level_and_topic() {
    logging.getLogger("dev.pipy.downstream.Listener").info("Listening on port {}", 8000);

    assertThat(written())
        .matches(
            "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3} \\[INF] \\[listener]"
                + " Listening on port 8000\n");
  }

  @Test
  void begins_each_line_of_a_message_the_same_way() {
    logging.getLogger("pipy.config").warn("one\ntwo");

    assertThat(texts()).isEqualTo("[WRN] [config] one\n[WRN] [config] two\n");
  }

  @Test
  void appends_key_values() {
    logging
        .getLogger("pipy.x")
        .atError()
        .addKeyValue("port", 80)
        .addKeyValue("text", "a b\"")
        .log("failed");

    assertThat(texts()).isEqualTo("[ERR] [x] failed port=80 text=\"a b\\\"\"\n");
  }

  @Test
  void does_not_let_a_message_steer_the_terminal() {
    logging.getLogger("pipy.x").info("a\u001b[31mb\rc\u2028d");

    assertThat(texts()).isEqualTo("[INF] [x] a\\u001b[31mb\\u000dc\\u2028d\n");
  }

  @Test
  void appends_the_stack_trace() {
    logging.getLogger("pipy.x").error("failed", new IllegalStateException("why"));

    assertThat(texts())
        .contains("[ERR] [x] java.lang.IllegalStateException: why\n")
        .contains("[ERR] [x] \tat ");
  }

  @Test
  void logs_nothing_below_the_level() {
    logging.setLevel(Level.WARN);
    logging.getLogger("pipy.x").info("no");
    logging.getLogger("pipy.x").warn("yes");

    assertThat(texts()).isEqualTo("[WRN] [x] yes\n");
  }

  @Test
  void keeps_the_chatter_of_libraries_out() {
    logging.setLevel(Level.DEBUG);
    logging.getLogger("io.netty.channel.X").info("no");
    logging.getLogger("io.grpc.X").debug("no");
    logging.getLogger("pipy.x").debug("yes");

    assertThat(texts()).isEqualTo("[DBG] [x] yes\n");
  }

  @Test
  void drops_lines_when_the_output_stands_still_and_says_how_many() {
    var held = new CountDownLatch(1);
    var slow =
        new Logging(
            new OutputStream() {
              @Override
              public void write(int b) {
                output.write(b);
              }

              @Override
              public void write(byte[] bytes, int offset, int length) {
                await(held);
                output.write(bytes, offset, length);
              }
            },
            ZoneId.of("UTC"));
    var logger = slow.getLogger("pipy.x");
    int calls = 4 * LogWriter.QUEUE_LIMIT;
    for (int i = 0; i < calls; i++) {
      logger.info("line");
    }
    held.countDown();
    slow.flush(LIMIT);

    var text = output.toString(StandardCharsets.UTF_8);
    long lines = text.lines().filter(line -> line.endsWith("] line")).count();
    var dropped = text.lines().filter(line -> line.contains("log lines were dropped")).toList();
    assertThat(lines).isLessThan(calls);
    // the writer may get to say so more than once
    assertThat(dropped).isNotEmpty();
    assertThat(dropped.stream().mapToLong(LoggingTest::number).sum()).isEqualTo(calls - lines);
  }

  private static long number(String droppedLine) {
    return Long.parseLong(droppedLine.replaceAll(".*] (\\d+) log lines.*", "$1"));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException expected) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void knows_which_program_a_line_is_about() {
    logging.getLogger("script.proxy").info("from a script");
    logging.getLogger("pipy.x").atInfo().addKeyValue("program", "other").log("about it");
    logging.flush(LIMIT);

    assertThat(logging.history().last(10, _ -> true))
        .extracting(LogEntry::program)
        .containsExactly("proxy", "other");
  }

  @Test
  void remembers_the_last_lines_that_match() {
    for (int i = 0; i < 20; i++) {
      logging.getLogger("pipy.x").info("line {}", i);
    }
    logging.flush(LIMIT);

    assertThat(logging.history().last(2, entry -> entry.text().endsWith("1")))
        .extracting(LogEntry::text)
        .containsExactly("line 1", "line 11");
  }

  @Test
  void follows_past_and_new_lines() throws InterruptedException {
    logging.getLogger("pipy.x").info("past");
    logging.flush(LIMIT);
    try (var tail = Objects.requireNonNull(logging.history().follow(10, _ -> true, 1))) {
      logging.getLogger("pipy.x").info("new");

      assertThat(text(tail.poll(LIMIT))).isEqualTo("past");
      assertThat(text(tail.poll(LIMIT))).isEqualTo("new");
      assertThat(logging.history().follow(0, _ -> true, 1)).isNull();
    }
  }

  @Test
  void tells_a_slow_reader_how_much_it_lost() throws InterruptedException {
    try (var tail = Objects.requireNonNull(logging.history().follow(0, _ -> true, 1))) {
      for (int i = 0; i < 1030; i++) {
        logging.getLogger("pipy.x").info("line {}", i);
      }
      logging.flush(LIMIT);
      for (int i = 0; i < 1024; i++) {
        assertThat(text(tail.poll(LIMIT))).isEqualTo("line " + i);
      }

      assertThat(tail.poll(LIMIT)).isEqualTo(new LogTail.Dropped(6));
    }
  }

  private static String text(LogTail.@Nullable Item item) {
    return item instanceof LogTail.Line(var entry) ? entry.text() : String.valueOf(item);
  }
}
