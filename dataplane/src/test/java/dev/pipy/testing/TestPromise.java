package dev.pipy.testing;

import dev.pipy.pipeline.CallFailure;
import dev.pipy.pipeline.Pending;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A promise that a test settles. Settling it again reaches only those who have asked since.
public final class TestPromise implements Pending {

  private final List<Consumer<@Nullable Object>> onValue = new ArrayList<>();
  private final List<Consumer<CallFailure>> onFailure = new ArrayList<>();

  @Override
  public void whenSettled(Consumer<@Nullable Object> onValue, Consumer<CallFailure> onFailure) {
    this.onValue.add(onValue);
    this.onFailure.add(onFailure);
  }

  /// Fulfils it.
  public void fulfil(@Nullable Object value) {
    var listeners = List.copyOf(onValue);
    forget();
    listeners.forEach(listener -> listener.accept(value));
  }

  /// Rejects it.
  public void reject(String message) {
    var listeners = List.copyOf(onFailure);
    forget();
    listeners.forEach(listener -> listener.accept(new CallFailure(message)));
  }

  private void forget() {
    onValue.clear();
    onFailure.clear();
  }
}
