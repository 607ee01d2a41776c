package dev.pipy.filter.file;

import static dev.pipy.testing.FilterBench.end;
import static dev.pipy.testing.FilterBench.start;
import static dev.pipy.testing.FilterBench.streamEnd;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.testing.FilterBench;
import dev.pipy.testing.TestObject;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DepositMessageTest {

  @TempDir Path folder;

  /// The disk works when a test says so.
  private final ArrayDeque<Runnable> disk = new ArrayDeque<>();

  @Test
  void keeps_a_small_body_in_memory_until_it_is_whole() {
    try (var bench = depositing(false)) {
      bench.feed(start("m"), bench.data("12"), bench.data("34"));
      assertThat(bench.output().events()).isEmpty();

      bench.feed(end(), bench.data("outside"), streamEnd());

      assertThat(bench.output().events())
          .containsExactly("start(m)", "data(12)", "data(34)", "end", "data(outside)", "streamEnd");
      assertThat(disk).isEmpty();
    }
  }

  @Test
  void keeps_a_large_body_in_a_file() {
    try (var bench = depositing(false)) {
      bench.feed(start("m"), bench.data("123"), bench.data("45"), bench.data("6"));
      work(bench);
      assertThat(file()).hasContent("123456");
      assertThat(bench.output().events()).isEmpty();

      bench.feed(end());
      work(bench);

      assertThat(bench.output().events()).containsExactly("start(m)", "data(123456)", "end");
      assertThat(file()).doesNotExist();
    }
  }

  @Test
  void lets_what_follows_wait_for_the_disk() {
    try (var bench = depositing(false)) {
      bench.feed(start("1"), bench.data("12345"), end());
      bench.feed(start("2"), bench.data("67890"), end(), start("3"), bench.data("x"), end());
      bench.feed(streamEnd());
      assertThat(bench.output().events()).isEmpty();

      work(bench);

      assertThat(bench.output().events())
          .containsExactly(
              "start(1)",
              "data(12345)",
              "end",
              "start(2)",
              "data(67890)",
              "end",
              "start(3)",
              "data(x)",
              "end",
              "streamEnd");
    }
  }

  @Test
  void leaves_the_file_if_told_so() {
    try (var bench = depositing(true)) {
      bench.feed(start("m"), bench.data("12345"), end());
      work(bench);

      assertThat(bench.output().events()).endsWith("end");
      assertThat(file()).hasContent("12345");
    }
  }

  @Test
  void removes_the_file_of_a_stream_that_is_closed() {
    try (var bench = depositing(false)) {
      bench.feed(start("m"), bench.data("12345"));
      work(bench);
      assertThat(file()).exists();

      bench.pipeline().close();
      work(bench);

      assertThat(file()).doesNotExist();
    }
  }

  @Test
  void ends_the_stream_when_the_disk_fails() {
    try (var bench = depositing(false, folder.resolve("missing/file"))) {
      bench.feed(start("m"), bench.data("12345"));
      work(bench);

      assertThat(bench.output().events()).containsExactly("streamEnd(WriteError)");
    }
  }

  private FilterBench depositing(boolean keep) {
    return depositing(keep, file());
  }

  private FilterBench depositing(boolean keep, Path file) {
    var bench = new FilterBench();
    bench.host().offer(Executor.class, disk::add);
    var options = new TestObject(Map.of("threshold", 4, "keep", keep));
    return bench.build(bench.linker().node(DepositMessage.SPEC, file.toString(), options));
  }

  /// Lets the disk and the loop work until neither has anything to do.
  private void work(FilterBench bench) {
    while (!disk.isEmpty()) {
      disk.remove().run();
      bench.host().runLoop();
    }
  }

  private Path file() {
    return folder.resolve("body");
  }
}
