package dev.pipy.filter.file;

import static dev.pipy.testing.FilterBench.end;
import static dev.pipy.testing.FilterBench.start;
import static dev.pipy.testing.FilterBench.streamEnd;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.testing.Await;
import dev.pipy.testing.FilterBench;
import dev.pipy.testing.RawClient;
import dev.pipy.testing.RunningDataPlane;
import dev.pipy.testing.TestFunction;
import dev.pipy.testing.TestObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileFiltersTest {

  @TempDir Path folder;

  /// The disk works when a test says so.
  private final ArrayDeque<Runnable> disk = new ArrayDeque<>();

  @Test
  void tee_passes_everything_and_writes_the_bytes() throws IOException {
    try (var bench = teeing(Map.of())) {
      bench.feed(start("a"), bench.data("one "), end(), bench.data("two"), streamEnd());
      assertThat(bench.output().events())
          .containsExactly("start(a)", "data(one )", "end", "data(two)", "streamEnd");
      assertThat(file()).doesNotExist();

      bench.pipeline().close();
      work(bench);

      assertThat(file()).hasContent("one two");
    }
  }

  @Test
  void tee_starts_the_file_anew_unless_it_appends() throws IOException {
    Files.writeString(file(), "old ");
    for (var append : new Boolean[] {true, false}) {
      try (var bench = teeing(Map.of("append", append))) {
        bench.feed(bench.data("new"));
        bench.pipeline().close();
        work(bench);

        assertThat(file()).hasContent(append ? "old new" : "new");
      }
    }
  }

  @Test
  void tee_holds_up_its_source_while_the_disk_is_slow() throws IOException {
    try (var bench = teeing(Map.of())) {
      bench.feed(bench.data("x"), bench.data("y".repeat(70_000)));
      assertThat(bench.source().pauses()).isEqualTo(1);

      work(bench);

      assertThat(bench.source().pauses()).isZero();
      assertThat(file()).hasSize(70_001);
    }
  }

  @Test
  void tee_is_bounded_and_lets_the_stream_go_on() {
    try (var bench = teeing(Map.of())) {
      for (int i = 0; i < 30; i++) {
        bench.feed(bench.data("x".repeat(60_000)));
      }

      assertThat(bench.output().events()).hasSize(30);
      assertThat(bench.source().pauses()).isZero();
      disk.clear();
    }
  }

  @Test
  void tee_puts_large_files_aside() throws IOException {
    try (var bench = teeing(Map.of("maxFileSize", 4, "maxFileCount", 2))) {
      for (var text : new String[] {"1", "22", "333", "4", "55555", "6"}) {
        bench.feed(bench.data(text));
        work(bench);
      }

      assertThat(file()).hasContent("6");
      assertThat(folder.resolve("log.1")).hasContent("55555");
      assertThat(folder.resolve("log.2")).hasContent("3334");
      assertThat(folder.resolve("log.3")).doesNotExist();
    }
  }

  @Test
  void tee_goes_on_without_a_file() {
    try (var bench = bench()) {
      var path = folder.resolve("no/such/folder/log").toString();
      bench.build(bench.linker().node(Tee.SPEC, path));
      bench.feed(bench.data("1"));
      work(bench);
      bench.feed(bench.data("2"));
      work(bench);

      assertThat(bench.output().events()).containsExactly("data(1)", "data(2)");
    }
  }

  @Test
  void tee_shares_a_file_between_all_workers() throws Exception {
    try (var plane = new RunningDataPlane(4)) {
      plane.activate(
          "pipy().listen($PORT).tee('%s', { shared: true }).replaceData(new Data('ok'))"
              .formatted(file()));
      var clients = new ArrayList<RawClient>();
      for (int i = 0; i < 20; i++) {
        var client = new RawClient(plane.port()).send("line\n");
        clients.add(client);
        assertThat(client.read(2)).isEqualTo("ok");
      }
      for (var client : clients) {
        client.close();
      }

      Await.until("all lines", () -> file().toFile().length() == 100);
      assertThat(file()).hasContent("line\n".repeat(20));
    }
  }

  @Test
  void read_streams_a_file() throws IOException {
    Files.writeString(file(), "x".repeat(65_536) + "end");
    try (var bench = bench()) {
      bench.build(bench.linker().node(Read.SPEC, TestFunction.returning(file().toString())));
      bench.feed(bench.data("ignored"), start("m"));
      work(bench);

      assertThat(bench.output().events())
          .containsExactly("data(" + "x".repeat(65_536) + ")", "data(end)", "streamEnd");
    }
  }

  @Test
  void read_takes_a_part() throws IOException {
    Files.writeString(file(), "0123456789");
    try (var bench = bench()) {
      var options = new TestObject(Map.of("seek", 2, "size", 3));
      bench.build(bench.linker().node(Read.SPEC, file().toString(), options));
      bench.feed(bench.data(""));
      work(bench);

      assertThat(bench.output().events()).containsExactly("data(234)", "streamEnd");
    }
  }

  @Test
  void read_ends_with_an_error_when_it_cannot() {
    try (var bench = bench()) {
      bench.build(bench.linker().node(Read.SPEC, folder.resolve("none").toString()));
      bench.feed(bench.data(""));
      work(bench);

      assertThat(bench.output().events()).containsExactly("streamEnd(ReadError)");
    }
  }

  @Test
  void read_is_paused_by_who_cannot_keep_up() throws Exception {
    Files.writeString(file(), "0123456789abcdef".repeat(1 << 20));
    try (var plane = new RunningDataPlane(1)) {
      plane.activate("pipy().listen($PORT).read('%s')".formatted(file()));
      try (var client = new RawClient(plane.port())) {
        assertThat(client.rest()).hasSize(16 << 20).endsWith("cdef");
      }
    }
  }

  private FilterBench teeing(Map<String, Object> options) {
    var bench = bench();
    return bench.build(
        bench.linker().node(Tee.SPEC, file().toString(), new TestObject(Map.copyOf(options))));
  }

  private FilterBench bench() {
    var bench = new FilterBench();
    bench.host().offer(Executor.class, disk::add);
    return bench;
  }

  /// Lets the disk and the loop work until neither has anything to do.
  private void work(FilterBench bench) {
    while (!disk.isEmpty()) {
      disk.remove().run();
      bench.host().runLoop();
    }
  }

  private Path file() {
    return folder.resolve("log");
  }
}
