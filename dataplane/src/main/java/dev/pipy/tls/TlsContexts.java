package dev.pipy.tls;

import io.netty.handler.ssl.SslProvider;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// All TLS contexts of a process, one per configuration, so that sessions can be resumed on every
/// worker. The 256 used last are kept; who uses another keeps it alive by itself. Any thread.
public final class TlsContexts implements AutoCloseable {

  private static final int MOST_KEPT = 256;
  private static final int BUILD_SECONDS = 30;

  private final @Nullable SslProvider given;
  private final Executor blocking;
  private final Map<TlsSettings, CompletableFuture<TlsContext>> kept =
      new LinkedHashMap<>(16, 0.75f, true);

  /// Contexts of the best engine that loads, which is found out when the first is built: it takes
  /// longer than all else that a process without TLS does to start.
  ///
  /// @param blocking where contexts are built, and where engines do what takes long
  public TlsContexts(Executor blocking) {
    this.given = null;
    this.blocking = blocking;
  }

  /// Contexts of a certain engine.
  public TlsContexts(SslProvider provider, Executor blocking) {
    this.given = provider;
    this.blocking = blocking;
  }

  private SslProvider provider() {
    return given == null ? TlsContext.bestProvider() : given;
  }

  /// "BoringSSL" or "JDK". May take a second when it is asked first.
  public String engine() {
    return provider() == SslProvider.JDK ? "JDK" : "BoringSSL";
  }

  /// Where engines do what takes long.
  public Executor blocking() {
    return blocking;
  }

  /// The context of a configuration, now or once it is built; fails with [TlsInputException], or
  /// with RejectedExecutionException if too much is waiting to be built.
  public CompletableFuture<TlsContext> find(TlsSettings settings) {
    CompletableFuture<TlsContext> wanted;
    synchronized (kept) {
      var known = kept.get(settings);
      if (known != null) {
        return known;
      }
      wanted = new CompletableFuture<>();
      kept.put(settings, wanted);
      if (kept.size() > MOST_KEPT) {
        kept.remove(kept.keySet().iterator().next());
      }
    }
    try {
      blocking.execute(() -> build(settings, wanted));
    } catch (RejectedExecutionException full) {
      forget(settings);
      wanted.completeExceptionally(full);
    }
    return wanted;
  }

  /// When certificates of ours expire, by subject; of several with one subject that which was used
  /// last. Those of the configurations that are kept.
  public Map<String, Instant> expiries() {
    var expiries = new TreeMap<String, Instant>();
    List<TlsSettings> all;
    synchronized (kept) {
      all = List.copyOf(kept.keySet());
    }
    for (var settings : all) {
      var identity = settings.identity();
      if (identity != null && !identity.chain().isEmpty()) {
        var certificate = identity.chain().certificates().getFirst();
        expiries.put(
            certificate.getSubjectX500Principal().getName(), certificate.getNotAfter().toInstant());
      }
    }
    return expiries;
  }

  /// Waits for the context of a configuration. Not on a worker. Throws [TlsInputException].
  public TlsContext getBlocking(TlsSettings settings) {
    try {
      return find(settings).copy().orTimeout(BUILD_SECONDS, TimeUnit.SECONDS).join();
    } catch (CompletionException failure) {
      if (failure.getCause() instanceof TlsInputException invalid) {
        throw invalid;
      }
      throw new TlsInputException("TLS cannot be set up", failure);
    }
  }

  /// Gives back what all contexts hold outside the heap, once no connection uses them any more. One
  /// that is not kept is freed when the garbage collector finds it.
  @Override
  public void close() {
    synchronized (kept) {
      kept.values().stream()
          .filter(known -> known.isDone() && !known.isCompletedExceptionally())
          .forEach(known -> known.join().release());
      kept.clear();
    }
  }

  private void build(TlsSettings settings, CompletableFuture<TlsContext> wanted) {
    try {
      wanted.complete(TlsContext.build(settings, provider()));
    } catch (RuntimeException | LinkageError failure) {
      forget(settings);
      wanted.completeExceptionally(failure);
    }
  }

  private void forget(TlsSettings settings) {
    synchronized (kept) {
      kept.remove(settings);
    }
  }
}
