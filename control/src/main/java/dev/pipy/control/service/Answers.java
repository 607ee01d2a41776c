package dev.pipy.control.service;

import io.grpc.stub.StreamObserver;
import java.util.concurrent.Callable;

/// The end of every unary call: its answer, or the error that its failure means.
final class Answers {

  private Answers() {}

  static <T> void answer(StreamObserver<T> observer, Callable<T> call) {
    T answer;
    try {
      answer = call.call();
    } catch (Exception failure) {
      observer.onError(ControlErrors.of(failure));
      return;
    }
    observer.onNext(answer);
    observer.onCompleted();
  }
}
