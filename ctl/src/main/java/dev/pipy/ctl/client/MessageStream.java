package dev.pipy.ctl.client;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.StreamObserver;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;

/// Sends messages on the caller's thread, no faster than the server takes them.
///
/// @param <Q> what is sent
/// @param <R> what is answered
final class MessageStream<Q, R> implements ClientResponseObserver<Q, R> {

  private final Semaphore changes = new Semaphore(0);
  private final CompletableFuture<R> answer = new CompletableFuture<>();

  @Override
  public void beforeStart(ClientCallStreamObserver<Q> observer) {
    observer.setOnReadyHandler(changes::release);
  }

  @Override
  public void onNext(R response) {
    answer.complete(response);
  }

  @Override
  public void onError(Throwable failure) {
    answer.completeExceptionally(failure);
    changes.release();
  }

  @Override
  public void onCompleted() {
    answer.completeExceptionally(
        Status.INTERNAL.withDescription("the server gave no answer").asRuntimeException());
    changes.release();
  }

  /// Returns the answer, or throws the status of the call.
  ///
  /// @param sender of the call that this listens to
  R send(StreamObserver<Q> sender, Iterator<Q> messages) {
    ClientCallStreamObserver<Q> observer = (ClientCallStreamObserver<Q>) sender;
    try {
      while (!answer.isDone() && messages.hasNext()) {
        if (observer.isReady()) {
          observer.onNext(messages.next());
        } else {
          changes.acquire();
        }
      }
      if (!answer.isDone()) {
        observer.onCompleted();
      }
      return answer.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      observer.cancel("interrupted", e);
      throw Status.CANCELLED.asRuntimeException();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof StatusRuntimeException status) {
        throw status;
      }
      throw Status.UNKNOWN.withCause(e.getCause()).asRuntimeException();
    } catch (RuntimeException e) {
      observer.cancel("a message could not be made", e);
      throw e;
    }
  }
}
