package dev.pipy.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/// What workers answer to a question about what is confined to them. Any thread that is not a
/// worker.
///
/// @param answers of the workers that answered, in their order
/// @param silent indexes of those that did not in time
public record Survey<T>(List<T> answers, List<Integer> silent) {

  /// How long all of them together may take.
  public static final Duration LIMIT = Duration.ofSeconds(1);

  /// Copies the lists.
  public Survey {
    answers = List.copyOf(answers);
    silent = List.copyOf(silent);
  }

  /// Asks each worker on its loop, between two turns of it. One that is too busy to answer within a
  /// second is not asked any more.
  ///
  /// @param question must take a short and bounded time
  public static <T> Survey<T> of(List<Worker> workers, Function<Worker, T> question) {
    return of(workers, LIMIT, question);
  }

  /// The same with another limit than a second.
  public static <T> Survey<T> of(
      List<Worker> workers, Duration limit, Function<Worker, T> question) {
    var asked = workers.stream().map(worker -> ask(worker, question)).toList();
    long end = System.nanoTime() + limit.toNanos();
    var answers = new ArrayList<T>();
    var silent = new ArrayList<Integer>();
    for (int i = 0; i < asked.size(); i++) {
      try {
        long rest = Math.max(0, end - System.nanoTime());
        answers.add(asked.get(i).get(rest, TimeUnit.NANOSECONDS));
      } catch (TimeoutException busy) {
        asked.get(i).cancel(false);
        silent.add(workers.get(i).index());
      } catch (ExecutionException fault) {
        throw new IllegalStateException("a worker failed to answer", fault.getCause());
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        silent.add(workers.get(i).index());
      }
    }
    return new Survey<>(answers, silent);
  }

  private static <T> CompletableFuture<T> ask(Worker worker, Function<Worker, T> question) {
    var answer = new CompletableFuture<T>();
    worker
        .loop()
        .execute(() -> {
          if (!answer.isDone()) {
            try {
              answer.complete(question.apply(worker));
            } catch (RuntimeException fault) {
              answer.completeExceptionally(fault);
            }
          }
        });
    return answer;
  }
}
