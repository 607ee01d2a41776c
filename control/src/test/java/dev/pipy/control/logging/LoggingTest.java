package dev.pipy.control.logging;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
  void knows_the_generation_of_a_line_and_does_not_repeat_it() {
    logging.getLogger("script.proxy").atInfo().addKeyValue("generation", 17L).log("hi");

    assertThat(texts()).isEqualTo("[INF] [proxy] hi\n");
    assertThat(logging.history().last(1, _ -> true).getFirst().generation()).isEqualTo(17);
  }

  @Test
  void has_another_level_for_a_logger_and_those_under_it() {
    // given
    var connect = logging.getLogger("pipy.connect");
    logging.setLevel(Level.WARN);

    // when
    logging.levels().set("pipy.connect", Level.DEBUG, LIMIT.multipliedBy(100));
    connect.debug("yes");
    logging.getLogger("pipy.connect.tls").debug("under it");
    logging.getLogger("pipy.connector").debug("no");
    logging.levels().restore("pipy.connect");
    connect.info("no more");

    // then
    assertThat(texts()).isEqualTo("[DBG] [connect] yes\n[DBG] [tls] under it\n");
  }

  @Test
  void puts_a_level_back_by_itself() throws Exception {
    // given
    var restored = new CountDownLatch(1);
    logging.levels().onRestore(_ -> restored.countDown());
    var logger = logging.getLogger("pipy.x");

    // when
    logging.levels().set("", Level.TRACE, Duration.ofMillis(50));
    assertThat(logger.isTraceEnabled()).isTrue();

    // then
    assertThat(restored.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(logger.isDebugEnabled()).isFalse();
    assertThat(logger.isInfoEnabled()).isTrue();
  }

  @Test
  void lets_libraries_chatter_only_when_they_are_named() {
    var library = logging.getLogger("io.netty.x");
    logging.levels().set("", Level.DEBUG, LIMIT);
    assertThat(library.isInfoEnabled()).isFalse();

    logging.levels().set("io.netty", Level.DEBUG, LIMIT);
    assertThat(library.isDebugEnabled()).isTrue();
  }

  @Test
  void bounds_how_many_loggers_have_a_level_of_their_own() {
    for (int i = 0; i < LogLevels.MOST_SET; i++) {
      assertThat(logging.levels().set("a" + i, Level.DEBUG, LIMIT)).isNotNull();
    }

    assertThat(logging.levels().set("one.more", Level.DEBUG, LIMIT)).isNull();
    assertThat(logging.levels().set("a1", Level.WARN, LIMIT)).isNotNull();
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

  private Logging json(String instance) {
    var lines = new Logging(output, ZoneId.of("UTC"));
    lines.use(new JsonLines(instance), output);
    return lines;
  }

  private static JsonObject parsed(String line) {
    return JsonParser.parseString(line).getAsJsonObject();
  }

  private List<JsonObject> lines(Logging logging) {
    logging.flush(LIMIT);
    return output.toString(StandardCharsets.UTF_8).lines().map(LoggingTest::parsed).toList();
  }

  @Test
  void writes_json_with_all_parts() {
    var json = json("edge1");
    json.getLogger("script.proxy").info("hello \u00e4");
    json.getLogger("pipy.x")
        .atError()
        .addKeyValue("port", 80)
        .setCause(new IllegalStateException("why"))
        .log("failed {}", "here");

    var lines = lines(json);
    assertThat(lines.get(0).get("ts").getAsString())
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
    assertThat(lines.get(0).get("level").getAsString()).isEqualTo("info");
    assertThat(lines.get(0).get("logger").getAsString()).isEqualTo("script.proxy");
    assertThat(lines.get(0).get("program").getAsString()).isEqualTo("proxy");
    assertThat(lines.get(0).get("msg").getAsString()).isEqualTo("hello \u00e4");
    assertThat(lines.get(0).get("instance").getAsString()).isEqualTo("edge1");
    assertThat(lines.get(1).get("msg").getAsString()).isEqualTo("failed here");
    assertThat(lines.get(1).getAsJsonObject("facts").get("port").getAsString()).isEqualTo("80");
    var error = lines.get(1).getAsJsonObject("error");
    assertThat(error.get("type").getAsString()).isEqualTo("java.lang.IllegalStateException");
    assertThat(error.get("message").getAsString()).isEqualTo("why");
    assertThat(error.get("stack").getAsString()).contains("\tat ");
  }

  @Test
  void keeps_json_on_one_line_whatever_is_logged() {
    var text = new StringBuilder();
    for (char c = 0; c < 0x100; c++) {
      text.append(c);
    }
    text.append("\u2028\u202e\ud800x\udc00\ud83d\ude00");
    var json = json("");
    json.getLogger("pipy.x").info("{}", text);

    var line = lines(json).getFirst();
    assertThat(output.toString(StandardCharsets.UTF_8).lines()).hasSize(1);
    assertThat(output.toString(StandardCharsets.UTF_8).chars().filter(Character::isISOControl))
        .hasSize(1);
    assertThat(line.get("msg").getAsString()).isEqualTo(text.toString());
  }

  @Test
  void cuts_what_is_too_long() {
    var json = json("");
    json.getLogger("pipy.x").info("x".repeat(20_000));

    assertThat(lines(json).getFirst().get("msg").getAsString()).endsWith("characters more)");
  }

  @Test
  void begins_with_a_priority_for_the_journal() {
    logging.use(new TextLines(ZoneId.of("UTC"), true), output);
    logging.getLogger("pipy.x").info("a");
    logging.getLogger("pipy.x").warn("b\nc");
    logging.getLogger("pipy.x").error("d");

    assertThat(written().lines().map(line -> line.substring(0, 3)))
        .containsExactly("<6>", "<4>", "<4>", "<3>");
  }

  @Test
  void counts_warnings_that_repeat() {
    for (int i = 0; i < 5; i++) {
      logging.getLogger("pipy.x").warn("again");
      logging.getLogger("pipy.x").warn("other {}", i);
      logging.getLogger("pipy.x").info("told");
      logging.getLogger("script.a").error("of a script");
    }

    var lines = texts().lines().toList();
    assertThat(lines).filteredOn(line -> line.endsWith("] again")).hasSize(1);
    assertThat(lines).filteredOn(line -> line.matches(".* again \\(\\+4 in \\d+ s\\)")).hasSize(1);
    assertThat(lines).filteredOn(line -> line.contains("other")).hasSize(5);
    assertThat(lines).filteredOn(line -> line.endsWith("told")).hasSize(5);
    assertThat(lines).filteredOn(line -> line.endsWith("of a script")).hasSize(5);
  }

  @Test
  void opens_its_file_anew(@TempDir Path folder) throws Exception {
    var file = folder.resolve("pipy.log");
    var place = new LogOutput(LogForm.TEXT, file, "", "");
    logging.use(place);
    logging.getLogger("pipy.x").info("one");
    logging.flush(LIMIT);
    Files.move(file, folder.resolve("pipy.log.1"));
    logging.use(place);
    logging.getLogger("pipy.x").info("two");
    logging.flush(LIMIT);

    assertThat(folder.resolve("pipy.log.1")).content().endsWith("one\n");
    assertThat(file).content().endsWith("two\n").doesNotContain("one");
  }
}
