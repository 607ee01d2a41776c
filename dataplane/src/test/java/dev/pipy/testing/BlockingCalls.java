package dev.pipy.testing;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import reactor.blockhound.BlockHound;

/// Fails the test during which a worker's thread called something that may block: a sleep, a lock
/// that parks, a read of a file or of a blocking socket.
///
/// The JVM loads it for every test class, see `META-INF/services`.
public final class BlockingCalls implements BeforeAllCallback, AfterEachCallback {

  private static final AtomicBoolean INSTALLED = new AtomicBoolean();
  private static final Queue<Throwable> SEEN = new ConcurrentLinkedQueue<>();

  /// What may block for a good reason: class and method.
  private static final List<List<String>> ALLOWED =
      List.of(
          // a class is read from its jar when it is first used
          List.of("java.lang.ClassLoader", "loadClass"),
          List.of("java.lang.Class", "forName0"),
          // /dev/urandom never waits
          List.of("sun.security.provider.NativePRNG$RandomIO", "readFully"),
          // work is handed to threads that may block under a lock that is held for a moment
          List.of("java.util.concurrent.ThreadPoolExecutor", "execute"),
          List.of("java.util.concurrent.ThreadPoolExecutor", "shutdown"),
          // a loop that has ended tells so on a thread of Netty's, under a lock held for a moment
          List.of("io.netty.util.concurrent.GlobalEventExecutor", "addTask"),
          // the tests' own log
          List.of("org.slf4j.simple.OutputChoice", "getTargetPrintStream"),
          List.of("org.slf4j.simple.SimpleLogger", "write"));

  @Override
  public void beforeAll(ExtensionContext context) {
    if (INSTALLED.compareAndSet(false, true)) {
      var builder =
          BlockHound.builder()
              .nonBlockingThreadPredicate(
                  before -> before.or(thread -> thread.getName().startsWith("pipy-worker")))
              .blockingMethodCallback(method -> {
                var seen = new AssertionError("blocks a worker: " + method);
                if (!isOfTheScriptEngine(seen)) {
                  SEEN.add(seen);
                }
              });
      for (var allowed : ALLOWED) {
        builder.allowBlockingCallsInside(allowed.get(0), allowed.get(1));
      }
      builder.install();
    }
  }

  /// Whether the script engine waits for its own lock: workers share its code trees, which one of
  /// them at a time adapts to what it runs.
  private static boolean isOfTheScriptEngine(AssertionError seen) {
    for (var frame : seen.getStackTrace()) {
      var name = frame.getClassName();
      if (!name.startsWith("java.")
          && !name.startsWith("jdk.")
          && !name.startsWith("reactor.blockhound.")
          && !name.startsWith(BlockingCalls.class.getName())) {
        return name.startsWith("com.oracle.truffle.");
      }
    }
    return false;
  }

  @Override
  public void afterEach(ExtensionContext context) {
    var first = SEEN.poll();
    if (first != null) {
      for (var other = SEEN.poll(); other != null; other = SEEN.poll()) {
        first.addSuppressed(other);
      }
      throw new AssertionError("a worker's thread was blocked", first);
    }
  }
}
