package dev.pipy.control.server;

import dev.pipy.control.service.ControlErrors;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.StatusRuntimeException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Bounds what one client may ask for, so that others have their turn: calls under way at a time,
/// and changes within a second. What only looks is not counted as a change.
final class ClientLimit implements ServerInterceptor {

  /// Names of methods that change nothing and cost little.
  private static final Pattern LOOKS =
      Pattern.compile(
          "(Get|List|Watch|Tail|Tap|Query|Check|Diff|Find|Download|ServerReflection)\\w*");

  private static final int MOST_CLIENTS = 4096;
  private static final long SECOND = 1_000_000_000;

  private final LongSupplier nanoTime;
  private final Map<String, Client> clients = new LinkedHashMap<>(16, 0.75f, true);
  private CallLimits limits;

  /// @param nanoTime a clock, such as System.nanoTime
  ClientLimit(CallLimits limits, LongSupplier nanoTime) {
    this.limits = limits;
    this.nanoTime = nanoTime;
  }

  private static final class Client {
    private int calls;
    private double changes; // that it may still ask for
    private long counted; // when that was true
  }

  /// From now on other limits.
  synchronized void use(CallLimits limits) {
    this.limits = limits;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    var name = Caller.of(call.getAttributes()).name();
    var method = String.valueOf(call.getMethodDescriptor().getBareMethodName());
    var refusal = enter(name, !LOOKS.matcher(method).matches());
    return refusal == null
        ? LimitedCall.start(call, headers, next, () -> leave(name))
        : LimitedCall.refuse(call, refusal);
  }

  /// Counts a call; or says why it is one too many.
  synchronized @Nullable StatusRuntimeException enter(String name, boolean isChange) {
    var client = clients.computeIfAbsent(name, _ -> stranger());
    if (client.calls >= limits.callsPerClient()) {
      return ControlErrors.tooManyCalls(limits.callsPerClient());
    }
    if (isChange) {
      refill(client);
      if (client.changes < 1) {
        long wait = (long) ((1 - client.changes) * SECOND / limits.changesPerSecond());
        return ControlErrors.tooManyChanges(limits.changesPerSecond(), wait);
      }
      client.changes--;
    }
    client.calls++;
    forget();
    return null;
  }

  private Client stranger() {
    var client = new Client();
    client.changes = 2.0 * limits.changesPerSecond();
    client.counted = nanoTime.getAsLong();
    return client;
  }

  private void refill(Client client) {
    long now = nanoTime.getAsLong();
    double rate = limits.changesPerSecond();
    client.changes = Math.min(2 * rate, client.changes + (now - client.counted) * rate / SECOND);
    client.counted = now;
  }

  /// Keeps the table small; who has a call under way stays in it.
  private void forget() {
    var oldest = clients.values().iterator();
    while (clients.size() > MOST_CLIENTS && oldest.hasNext()) {
      if (oldest.next().calls == 0) {
        oldest.remove();
      }
    }
  }

  synchronized void leave(String name) {
    var client = clients.get(name);
    if (client != null) {
      client.calls--;
    }
  }
}
