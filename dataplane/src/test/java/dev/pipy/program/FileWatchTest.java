package dev.pipy.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.testing.Await;
import dev.pipy.worker.Worker;
import io.netty.channel.DefaultEventLoop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileWatchTest {

  @TempDir Path folder;
  private final DefaultEventLoop loop = new DefaultEventLoop();
  private final Worker worker = new Worker(0, loop);
  private final ExecutorService blocking = Executors.newSingleThreadExecutor();
  private final AtomicInteger changes = new AtomicInteger();
  private final List<String> files = new CopyOnWriteArrayList<>();

  @AfterEach
  void stop() {
    blocking.shutdown();
    loop.shutdownGracefully(0, 0, java.util.concurrent.TimeUnit.SECONDS);
  }

  @Test
  void tells_of_each_change_and_of_nothing_else() throws Exception {
    Files.writeString(folder.resolve("a"), "1");
    var looks = new AtomicInteger();
    var watch =
        new FileWatch(
            folder,
            "/",
            Duration.ofMillis(5),
            task -> {
              looks.incrementAndGet();
              blocking.execute(task);
            },
            worker,
            changed -> {
              files.addAll(changed);
              changes.incrementAndGet();
            });
    loop.submit(watch::start).sync();
    awaitLooks(looks);
    assertThat(changes).hasValue(0);

    Files.writeString(folder.resolve("a"), "22");
    Await.until("a change", () -> changes.get() == 1);
    Files.writeString(folder.resolve("b"), "");
    Await.until("another change", () -> changes.get() == 2);
    Files.delete(folder.resolve("a"));
    Await.until("a third change", () -> changes.get() == 3);
    awaitLooks(looks);
    assertThat(changes).hasValue(3);
    assertThat(files).containsExactly("/a", "/b", "/a");

    loop.submit(watch::stop).sync();
    Files.delete(folder.resolve("b"));
    int last = looks.get();
    loop.submit(() -> {}).sync();
    assertThat(looks.get()).isLessThanOrEqualTo(last + 1);
    assertThat(changes).hasValue(3);
  }

  private static void awaitLooks(AtomicInteger looks) {
    int before = looks.get();
    Await.until("it has looked twice more", () -> looks.get() > before + 2);
  }

  @Test
  void sees_what_comes_and_goes() throws IOException {
    assertThat(FileWatch.stampsBlocking(folder, "/in")).isEmpty();
    Files.createDirectories(folder.resolve("in/side"));
    Files.writeString(folder.resolve("in/side/file"), "x");

    var there = FileWatch.stampsBlocking(folder, "/in");

    assertThat(there).containsOnlyKeys("/in/side/file");
    assertThat(FileWatch.stampsBlocking(folder, "/in")).isEqualTo(there);
    assertThat(FileWatch.stampsBlocking(folder, "/in/side/file")).isEqualTo(there);
    Files.writeString(folder.resolve("in/side/file"), "xy");
    assertThat(FileWatch.stampsBlocking(folder, "/in")).isNotEqualTo(there);
  }

  @Test
  void looks_at_nothing_outside_of_the_folder() throws IOException {
    var inner = Files.createDirectories(folder.resolve("codebase"));
    Files.writeString(folder.resolve("secret"), "x");
    Files.createSymbolicLink(inner.resolve("link"), folder);

    assertThat(FileWatch.stampsBlocking(inner, "/link")).isEmpty();
    assertThat(FileWatch.stampsBlocking(inner, "/link/secret")).isEmpty();
  }
}
