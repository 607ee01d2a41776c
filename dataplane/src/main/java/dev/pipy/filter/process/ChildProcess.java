package dev.pipy.filter.process;

import dev.pipy.event.Event;
import dev.pipy.pipeline.HeldInput;
import dev.pipy.worker.ChildProcesses;
import dev.pipy.worker.LoopTimer;
import dev.pipy.worker.ReadSource;
import dev.pipy.worker.Worker;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// A process, its input and its output. Confined to a worker; threads of its own wait for the
/// pipes, and one chunk at a time is on its way between them and the worker.
///
/// ```text
///   STARTING -> RUNNING -- exit, end of output --> OVER
///        \__________\______ close: SIGTERM, 5 s later SIGKILL
/// ```
final class ChildProcess implements ReadSource {

  private static final int CHUNK = 16 << 10;
  private static final int MOST_AT_ONCE = 64 << 10;
  private static final Duration TERM_TIME = Duration.ofSeconds(5);

  /// A process of the child's own may keep its output open: how long nothing may come.
  private static final Duration OUTPUT_TIME = Duration.ofSeconds(1);

  private final Worker worker;
  private final Executor blocking;
  private final ChildProcesses processes;
  private final Owner owner;
  private final boolean keepsErrors;
  private final HeldInput input;
  private final Semaphore mayRead = new Semaphore(1);
  private @Nullable Process process;
  private @Nullable ExecutorService writer;
  private @Nullable LoopTimer timer;
  private boolean isWriting;
  private boolean inputEnded;
  private boolean inputClosed;
  private boolean outputEnded;
  private boolean errorsEnded;
  private byte[] errors = {};
  private boolean hasOutput;
  private boolean hasExited;
  private int exitCode;
  private boolean isOver;
  private int pauses;
  private boolean owesRead;

  /// Who hears of the process, on the worker.
  interface Owner {

    /// It runs.
    void started(long pid);

    /// It could not be started.
    void failed(String why);

    /// It wrote something.
    void output(byte[] bytes);

    /// It is over, and all its output was given out.
    ///
    /// @param errors the beginning of what it wrote to stderr, if that is kept
    void exited(int code, byte[] errors);
  }

  /// @param blocking where a process is started and killed
  /// @param processes all of them
  /// @param keepsErrors whether the first 64 KiB that it writes to stderr, which is a pipe then,
  ///   are kept; all of it goes to the stderr of this process
  ChildProcess(
      Worker worker,
      Executor blocking,
      ChildProcesses processes,
      boolean keepsErrors,
      Owner owner) {
    this.worker = worker;
    this.blocking = blocking;
    this.processes = processes;
    this.owner = owner;
    this.keepsErrors = keepsErrors;
    errorsEnded = !keepsErrors;
    input = new HeldInput(worker);
  }

  void start(ProcessBuilder builder) {
    if (!processes.take()) {
      failLater("there are " + processes.most() + " processes of scripts already");
      return;
    }
    try {
      blocking.execute(() -> {
        try {
          var child = builder.start();
          processes.started(child.toHandle());
          onWorker(() -> started(child));
        } catch (IOException | RuntimeException failure) {
          processes.giveBack();
          onWorker(() -> failed(String.valueOf(failure.getMessage())));
        }
      });
    } catch (RejectedExecutionException full) {
      processes.giveBack();
      failLater("too much other work is waiting");
    }
  }

  /// As any other failure to start.
  private void failLater(String why) {
    worker.loop().execute(() -> failed(why));
  }

  /// Takes over a chunk of input. Returns false, and has released it, when too much waits.
  boolean send(Event.Data data) {
    if (isOver || inputClosed || inputEnded) {
      data.release();
      return true;
    }
    if (!input.add(data)) {
      return false;
    }
    write();
    return true;
  }

  /// No more input follows.
  void endInput() {
    inputEnded = true;
    write();
  }

  /// Ends the process if it runs, and says nothing more.
  void close() {
    if (isOver) {
      return;
    }
    isOver = true;
    input.release();
    letRead();
    if (process != null && !hasExited) {
      kill(process);
    }
  }

  @Override
  public void pauseReading() {
    pauses++;
  }

  @Override
  public void resumeReading() {
    pauses--;
    if (pauses == 0) {
      letRead();
    }
  }

  private void started(Process child) {
    process = child;
    child.onExit().thenAccept(exited -> onWorker(() -> exited(exited.exitValue())));
    Thread.ofPlatform().daemon().name("pipy-exec-output").start(() -> read(child));
    if (keepsErrors) {
      Thread.ofPlatform().daemon().name("pipy-exec-errors").start(() -> readErrors(child));
    }
    writer =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("pipy-exec-input").factory());
    if (isOver) {
      kill(child);
      return;
    }
    owner.started(child.pid());
    write();
  }

  private void failed(String why) {
    if (!isOver) {
      isOver = true;
      input.release();
      owner.failed(why);
    }
  }

  /// On a thread of its own.
  private void read(Process child) {
    var chunk = new byte[CHUNK];
    try (var output = child.getInputStream()) {
      while (true) {
        mayRead.acquire();
        int length = output.read(chunk);
        if (length < 0) {
          break;
        }
        var bytes = Arrays.copyOf(chunk, length);
        onWorker(() -> received(bytes));
      }
    } catch (IOException | InterruptedException ended) {
      // no more output
    }
    onWorker(this::outputEnded);
  }

  /// On a thread of its own.
  private void readErrors(Process child) {
    var kept = ErrorOutput.drain(child.getErrorStream());
    onWorker(() -> {
      errors = kept;
      errorsEnded = true;
      finishWhenDone();
    });
  }

  private void received(byte[] bytes) {
    owesRead = true;
    hasOutput = true;
    if (!isOver) {
      worker.reading(this);
      try {
        owner.output(bytes);
      } finally {
        worker.reading(null);
      }
    }
    if (pauses == 0 || isOver) {
      letRead();
    }
  }

  private void letRead() {
    if (owesRead) {
      owesRead = false;
      mayRead.release();
    }
  }

  private void outputEnded() {
    outputEnded = true;
    finishWhenDone();
  }

  private void exited(int code) {
    exitCode = code;
    hasExited = true;
    inputClosed = true;
    input.release();
    closeInput();
    if (timer != null) {
      timer.cancel();
    }
    if (!(outputEnded && errorsEnded) && !isOver) {
      awaitOutput();
    }
    finishWhenDone();
  }

  private void awaitOutput() {
    hasOutput = false;
    timer =
        worker.after(
            OUTPUT_TIME,
            () -> {
              if (hasOutput || pauses > 0) {
                awaitOutput(); // what is left is read as fast as somebody takes it
              } else {
                errorsEnded = true;
                outputEnded();
              }
            });
  }

  private void finishWhenDone() {
    if (hasExited && outputEnded && errorsEnded && !isOver) {
      isOver = true;
      if (timer != null) {
        timer.cancel();
      }
      owner.exited(exitCode, errors);
    }
  }

  private void write() {
    if (process == null || writer == null || isWriting || inputClosed || isOver) {
      return;
    }
    var chunk = take();
    if (chunk.length == 0) {
      input.resume();
      if (inputEnded) {
        inputClosed = true;
        closeInput();
      }
      return;
    }
    isWriting = true;
    var stdin = process.getOutputStream();
    writer.execute(() -> {
      boolean isTaken = write(stdin, chunk);
      onWorker(() -> written(isTaken));
    });
  }

  private byte[] take() {
    int size = 0;
    var chunk = new byte[0];
    for (var next = input.peek(); next instanceof Event.Data(ByteBuf bytes); next = input.peek()) {
      int length = bytes.readableBytes();
      if (size > 0 && size + length > MOST_AT_ONCE) {
        break;
      }
      chunk = Arrays.copyOf(chunk, size + length);
      bytes.getBytes(bytes.readerIndex(), chunk, size, length);
      size += length;
      var taken = input.poll();
      if (taken != null) {
        taken.release();
      }
    }
    return chunk;
  }

  /// On a thread of its own.
  private static boolean write(OutputStream stdin, byte[] chunk) {
    try {
      stdin.write(chunk);
      stdin.flush();
      return true;
    } catch (IOException closed) {
      return false; // it reads no more, which is its right
    }
  }

  private void written(boolean isTaken) {
    isWriting = false;
    if (isTaken) {
      write();
    } else {
      inputClosed = true;
      input.release();
      closeInput();
    }
  }

  private void closeInput() {
    var child = process;
    var thread = writer;
    if (child == null || thread == null || thread.isShutdown()) {
      return;
    }
    thread.execute(() -> {
      try {
        child.getOutputStream().close();
      } catch (IOException closed) {
        // it is closed, which is all that was wanted
      }
    });
    thread.shutdown();
  }

  private void kill(Process child) {
    signal(child, false);
    timer = worker.after(TERM_TIME, () -> signal(child, true));
  }

  private void signal(Process child, boolean isForced) {
    try {
      blocking.execute(() -> {
        child.descendants().forEach(process -> signal(process, isForced));
        signal(child.toHandle(), isForced);
      });
    } catch (RejectedExecutionException full) {
      signal(child.toHandle(), isForced);
    }
  }

  private static void signal(ProcessHandle child, boolean isForced) {
    boolean _ = isForced ? child.destroyForcibly() : child.destroy(); // gone already otherwise
  }

  private void onWorker(Runnable work) {
    try {
      worker.loop().execute(work);
    } catch (RejectedExecutionException stopped) {
      // the worker has ended, and with it whoever listens
      mayRead.release();
    }
  }
}
