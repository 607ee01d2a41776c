package dev.pipy.program;

import dev.pipy.codebase.Diagnostic;
import dev.pipy.downstream.Endpoint;
import dev.pipy.downstream.Inbound;
import dev.pipy.event.Bytes;
import dev.pipy.worker.Worker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// One activated version of a program, on all workers. Any thread.
final class Generation {

  private final long number;
  private final Activation activation;
  private final Loaded loaded;
  private final Instant since = Instant.now();
  private final CompletableFuture<Void> drained = new CompletableFuture<>();
  private final AtomicLong cut = new AtomicLong();
  private final AtomicBoolean hasBegunDrain = new AtomicBoolean();
  private final CompletableFuture<Void> freed = new CompletableFuture<>();
  private final AtomicInteger inMemory;

  /// What loading a codebase yields.
  ///
  /// @param workers one program each, in the order of the workers
  /// @param listens what to listen on
  /// @param arrays what has more ports, which come and go
  /// @param findings warnings
  /// @param pipelines number of pipelines defined
  /// @param filters number of filters in them
  /// @param graph the picture of them
  record Loaded(
      List<WorkerProgram> workers,
      Map<Endpoint, ModulePlan.Listen> listens,
      List<ModulePlan.ListenArray> arrays,
      List<Diagnostic> findings,
      int pipelines,
      int filters,
      ProgramGraph graph) {

    /// What to listen on as things are now.
    Map<Endpoint, ModulePlan.Listen> wanted() {
      if (arrays.isEmpty()) {
        return listens;
      }
      var wanted = new LinkedHashMap<>(listens);
      arrays.forEach(array -> wanted.putAll(array.listens()));
      return wanted;
    }

    /// Frees what never ran.
    void discard() {
      workers.forEach(program -> program.worker().loop().execute(program::close));
    }
  }

  Generation(long number, Activation activation, Loaded loaded) {
    this.number = number;
    this.activation = activation;
    this.loaded = loaded;
    this.inMemory = new AtomicInteger(loaded.workers().size());
    // before it starts, so that no worker can be ahead
    for (var program : loaded.workers()) {
      program.activated(number);
      program.onFreed(this::freedOnce);
    }
  }

  private void freedOnce() {
    if (inMemory.decrementAndGet() == 0) {
      freed.complete(null);
    }
  }

  long number() {
    return number;
  }

  Activation activation() {
    return activation;
  }

  Loaded loaded() {
    return loaded;
  }

  Instant since() {
    return since;
  }

  Inbound.@Nullable Port port(Endpoint endpoint, Worker worker) {
    return loaded.workers().get(worker.index()).port(endpoint);
  }

  /// Asks every worker for its answer; null if the program has none for the path.
  @Nullable CompletableFuture<AdminRequest.Answer> administer(AdminRequest request) {
    var answers = new ArrayList<CompletableFuture<AdminRequest.Answer>>();
    for (var program : loaded.workers()) {
      var admin = program.admin(request.path());
      if (admin == null) {
        return null; // all workers have the same
      }
      var answer = new CompletableFuture<AdminRequest.Answer>();
      program
          .worker()
          .loop()
          .execute(() -> admin.answer(request).whenComplete((given, _) -> answer.complete(given)));
      answers.add(answer);
    }
    return CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new))
        .thenApply(_ -> joined(answers.stream().map(CompletableFuture::join).toList()));
  }

  /// The first that tells of a failure, or the first, with the bodies of all.
  private static AdminRequest.Answer joined(List<AdminRequest.Answer> answers) {
    var first =
        answers.stream()
            .filter(answer -> answer.status() >= 400)
            .findFirst()
            .orElse(answers.getFirst());
    var body = new Bytes();
    answers.forEach(answer -> body.push(answer.body()));
    return new AdminRequest.Answer(first.status(), first.headers(), body);
  }

  long connections() {
    return loaded.workers().stream().mapToLong(WorkerProgram::connections).sum();
  }

  /// Starts the tasks, and returns when every worker has seen to it. Throws IllegalStateException
  /// if one could not.
  void start() {
    var done = new CountDownLatch(loaded.workers().size());
    var failure = new AtomicReference<@Nullable RuntimeException>();
    for (var program : loaded.workers()) {
      program
          .worker()
          .loop()
          .execute(() -> {
            try {
              program.start();
            } catch (RuntimeException fault) {
              failure.compareAndSet(null, fault);
            } finally {
              done.countDown();
            }
          });
    }
    try {
      // loops answer within a turn; a script's own limit is far below this
      if (!done.await(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("workers did not answer within 30 s");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while workers switched", interrupted);
    }
    var fault = failure.get();
    if (fault != null) {
      throw new IllegalStateException("a worker failed: " + fault.getMessage(), fault);
    }
  }

  /// Notes that it is about to be drained. Returns whether it is for the first time.
  boolean beginDrain() {
    return hasBegunDrain.compareAndSet(false, true);
  }

  /// Begins to drain; after the limit, what is left is cut. Completed when all is gone. Called
  /// again, it may set an earlier limit.
  ///
  /// @param isForGood whether no other generation follows
  CompletableFuture<Void> drain(Duration limit, boolean isForGood) {
    var left = new CountDownLatch(loaded.workers().size());
    for (var program : loaded.workers()) {
      program
          .worker()
          .loop()
          .execute(() -> {
            var deadline = program.worker().after(limit, () -> cut(program));
            program.drain(
                isForGood,
                () -> {
                  deadline.cancel();
                  program.close();
                  left.countDown();
                  if (left.getCount() == 0) {
                    drained.complete(null);
                  }
                });
          });
    }
    return drained;
  }

  /// Completed when its scripts are out of memory, on all workers.
  CompletableFuture<Void> freed() {
    return freed;
  }

  /// See [dev.pipy.DataPlane#windDown]. Waits for workers a second at most; one that is busier sees
  /// to it later.
  void windDown(boolean isOn) {
    var done = new CountDownLatch(loaded.workers().size());
    for (var program : loaded.workers()) {
      program
          .worker()
          .loop()
          .execute(() -> {
            program.windDown(isOn);
            done.countDown();
          });
    }
    try {
      done.await(1, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void cut(WorkerProgram program) {
    cut.addAndGet(program.connections());
    program.close();
  }

  /// Connections that were still open when the limit was over.
  long cut() {
    return cut.get();
  }

  boolean isDrained() {
    return drained.isDone();
  }
}
