package dev.pipy.filter.file;

import dev.pipy.worker.ReadSource;
import dev.pipy.worker.Worker;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/// Reads a file, one chunk at a time; whoever cannot keep up pauses it. Confined to a worker.
final class FileInput implements ReadSource {

  private static final int CHUNK = 64 << 10;

  private final Worker worker;
  private final Executor blocking;
  private final Path path;
  private final Owner owner;
  private long position;
  private long left;
  private @Nullable FileChannel channel;
  private boolean isReading;
  private boolean isOver;
  private int pauses;

  /// Who gets the file, on the worker.
  interface Owner {

    /// Takes over a chunk.
    void data(ByteBuf bytes);

    /// There is no more.
    void end();

    /// It cannot be read.
    void failed(String why);
  }

  /// What was read: the end if there are no bytes.
  private record Chunk(
      @Nullable FileChannel channel, @Nullable ByteBuffer bytes, @Nullable String failure) {}

  /// @param position where to begin
  /// @param size bytes to read at most
  FileInput(Worker worker, Executor blocking, Path path, long position, long size, Owner owner) {
    this.worker = worker;
    this.blocking = blocking;
    this.path = path;
    this.position = position;
    this.left = size;
    this.owner = owner;
  }

  /// Reads on, unless it is paused or reads already.
  void read() {
    if (isReading || isOver || pauses > 0) {
      return;
    }
    isReading = true;
    var open = channel;
    long from = position;
    int length = (int) Math.min(CHUNK, left);
    run(() -> {
      var chunk = readBlocking(open, from, length);
      onWorker(() -> received(chunk), chunk.channel());
    });
  }

  /// Stops reading.
  void close() {
    isOver = true;
    if (!isReading) {
      closeFile();
    }
  }

  @Override
  public void pauseReading() {
    pauses++;
  }

  @Override
  public void resumeReading() {
    pauses--;
    if (pauses == 0 && !isOver) {
      worker.loop().execute(this::read);
    }
  }

  private Chunk readBlocking(@Nullable FileChannel open, long from, int length) {
    var file = open;
    try {
      if (file == null) {
        file = FileChannel.open(path, StandardOpenOption.READ);
      }
      var bytes = ByteBuffer.allocate(length);
      int read = length == 0 ? -1 : file.read(bytes, from);
      return new Chunk(file, read < 0 ? null : bytes.flip(), null);
    } catch (IOException | RuntimeException failure) {
      return new Chunk(file, null, String.valueOf(failure));
    }
  }

  private void received(Chunk chunk) {
    isReading = false;
    channel = chunk.channel();
    if (isOver) {
      closeFile();
      return;
    }
    var bytes = chunk.bytes();
    if (chunk.failure() != null) {
      isOver = true;
      closeFile();
      owner.failed(chunk.failure());
    } else if (bytes == null) {
      isOver = true;
      closeFile();
      owner.end();
    } else {
      position += bytes.remaining();
      left -= bytes.remaining();
      worker.reading(this);
      try {
        owner.data(Unpooled.wrappedBuffer(bytes));
      } finally {
        worker.reading(null);
      }
      read();
    }
  }

  private void closeFile() {
    var open = channel;
    channel = null;
    if (open != null) {
      run(() -> closeBlocking(open));
    }
  }

  private static void closeBlocking(@Nullable FileChannel open) {
    try {
      if (open != null) {
        open.close();
      }
    } catch (IOException ignored) {
      // nothing was written
    }
  }

  private void run(Runnable work) {
    try {
      blocking.execute(work);
    } catch (RejectedExecutionException full) {
      if (isReading) {
        worker
            .loop()
            .execute(() -> received(new Chunk(channel, null, "too much other work is waiting")));
      }
    }
  }

  private void onWorker(Runnable work, @Nullable FileChannel open) {
    try {
      worker.loop().execute(work);
    } catch (RejectedExecutionException stopped) {
      closeBlocking(open);
    }
  }
}
