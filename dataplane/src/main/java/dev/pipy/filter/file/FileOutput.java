package dev.pipy.filter.file;

import dev.pipy.event.Event;
import dev.pipy.pipeline.HeldInput;
import dev.pipy.worker.Worker;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What one stream writes to a file, in order: while some of it is on its way to the disk the rest
/// waits, bounded. Confined to a worker.
final class FileOutput {

  private final Worker worker;
  private final Executor blocking;
  private final FileTarget target;
  private final Consumer<String> onFailure;
  private final HeldInput waiting;
  private boolean isWriting;
  private boolean isEnding;
  private boolean hasFailed;
  private boolean hasJoined;
  private boolean hasLeft;
  private Runnable onEnded = () -> {};

  /// @param onFailure told once, on the worker, why nothing is written any more
  FileOutput(Worker worker, Executor blocking, FileTarget target, Consumer<String> onFailure) {
    this.worker = worker;
    this.blocking = blocking;
    this.target = target;
    this.onFailure = onFailure;
    waiting = new HeldInput(worker);
  }

  /// Takes over a chunk.
  void write(Event.Data data) {
    if (hasFailed || isEnding) {
      data.release();
    } else if (waiting.add(data)) {
      writeNext();
    } else {
      fail("more than 1 MiB waits for the disk");
    }
  }

  /// Writes what waits, then leaves the file.
  void end() {
    isEnding = true;
    writeNext();
  }

  /// The same; tells once all is written and the file is closed. Something has to have been written
  /// before.
  void end(Runnable onEnded) {
    this.onEnded = onEnded;
    end();
  }

  private void writeNext() {
    if (isWriting || hasLeft) {
      return;
    }
    var chunk = take();
    if (chunk.length > 0 && !hasJoined) {
      hasJoined = true;
      run(() -> target.joinBlocking(chunk));
    } else if (chunk.length > 0) {
      run(() -> target.writeBlocking(chunk));
    } else {
      waiting.resume();
      if (isEnding && hasJoined) {
        hasLeft = true;
        run(target::leaveBlocking);
      }
    }
  }

  private byte[] take() {
    var chunk = new byte[Math.toIntExact(waiting.bytes())];
    int size = 0;
    for (var next = waiting.poll(); next != null; next = waiting.poll()) {
      if (next instanceof Event.Data(ByteBuf bytes)) {
        int length = bytes.readableBytes();
        bytes.getBytes(bytes.readerIndex(), chunk, size, length);
        size += length;
      }
      next.release();
    }
    return size == chunk.length ? chunk : Arrays.copyOf(chunk, size);
  }

  /// Work for the disk.
  @FunctionalInterface
  private interface DiskWork {
    void run() throws IOException;
  }

  private void run(DiskWork work) {
    isWriting = true;
    try {
      blocking.execute(() -> {
        String failure = null;
        try {
          work.run();
        } catch (IOException | RuntimeException disk) {
          failure = String.valueOf(disk);
        }
        var why = failure;
        try {
          worker.loop().execute(() -> done(why));
        } catch (RejectedExecutionException stopped) {
          // the worker has ended, and with it the stream
        }
      });
    } catch (RejectedExecutionException full) {
      isWriting = false;
      fail("too much other work is waiting");
    }
  }

  private void done(@Nullable String failure) {
    isWriting = false;
    if (failure != null) {
      fail(failure);
    } else if (hasLeft) {
      onEnded.run();
    }
    writeNext();
  }

  private void fail(String why) {
    waiting.release();
    if (!hasFailed) {
      hasFailed = true;
      onFailure.accept(why);
    }
  }
}
