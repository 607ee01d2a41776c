package dev.pipy.ctl.client;

import dev.pipy.ctl.host.Interrupts;
import dev.pipy.ctl.outcome.CommandFailure;
import io.grpc.Channel;
import io.grpc.ClientInterceptor;
import io.grpc.Context;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.AbstractAsyncStub;
import io.grpc.stub.AbstractBlockingStub;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/// A connection to the control API. Calls block; what the server refuses comes as a
/// [CommandFailure]; Ctrl-C cancels the running call.
public final class ControlClient implements AutoCloseable {

  /// How long a connection may take to close.
  private static final Duration END = Duration.ofMillis(500);

  private static final String SSL_FAULT = "Unable to create SslContext: ";
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  /// Held, so that its level lasts: failures are told by us, not by a log.
  private static final Logger GRPC_LOG = Logger.getLogger("io.grpc");

  static {
    GRPC_LOG.setLevel(Level.OFF);
  }

  /// What [#prepare] has begun.
  private static volatile @Nullable Thread preparing;

  private final Connection connection;
  private final Interrupts interrupts;
  private final Wire wire;
  private final ManagedChannel channel;

  public ControlClient(Connection connection, Interrupts interrupts) {
    this.connection = connection;
    this.interrupts = interrupts;
    awaitPrepared();
    this.wire = new Wire();
    this.channel = channel(wire, connection);
  }

  /// Loads what every connection needs on a thread of its own, so that the first one opens sooner.
  /// What fails there fails again, and is told, where a connection is opened.
  public static void prepare() {
    preparing =
        Thread.ofPlatform()
            .daemon()
            .name("prepare")
            .start(() -> {
              try {
                new Wire() // its thread begins with the first connection
                    .channelTo(Target.parse("127.0.0.1:1"), InsecureChannelCredentials.create())
                    .build()
                    .shutdownNow();
              } catch (RuntimeException | LinkageError told) {
                // where it is needed
              }
            });
  }

  /// Two threads that load the same classes in different order may wait for each other for ever.
  private static void awaitPrepared() {
    var thread = preparing;
    try {
      if (thread != null) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// What is wrong, without which of its parts gRPC asked.
  private static String tlsFault(RuntimeException failure) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    String text = String.valueOf(cause.getMessage());
    int start = text.indexOf(SSL_FAULT);
    if (start < 0) {
      return text;
    }
    int end = text.indexOf(';', start);
    return text.substring(start + SSL_FAULT.length(), end < 0 ? text.length() : end);
  }

  private static ManagedChannel channel(Wire wire, Connection connection) {
    Target target = connection.target();
    Security security = connection.security();
    try {
      ManagedChannelBuilder<?> builder =
          wire.channelTo(target, security.credentials(target))
              .intercept(authorization(connection.credentials()));
      if (security.serverName() != null) {
        builder.overrideAuthority(security.serverName());
      }
      return builder.build();
    } catch (IllegalArgumentException e) {
      // of files that hold no certificate or key, or a name that is none
      throw CommandFailure.usage(
          "TLS cannot be used as asked: " + tlsFault(e),
          "Files are in PEM, keys in PKCS#8:  openssl pkcs8 -topk8 -nodes -in KEY -out KEY8");
    }
  }

  private static ClientInterceptor authorization(Credentials credentials) {
    Metadata headers = new Metadata();
    if (!credentials.token().isEmpty()) {
      headers.put(AUTHORIZATION, "Bearer " + credentials.token());
    }
    return MetadataUtils.newAttachHeadersInterceptor(headers);
  }

  /// Makes a call that may take the time the user allows.
  public <S extends AbstractBlockingStub<S>, R> R call(
      Function<Channel, S> service, Function<S, R> call) {
    return call(connection.timeout(), service, call);
  }

  /// Makes a call that may take a time of its own.
  public <S extends AbstractBlockingStub<S>, R> R call(
      Duration timeout, Function<Channel, S> service, Function<S, R> call) {
    S stub = service.apply(channel).withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS);
    return cancellable(() -> call.apply(stub), timeout);
  }

  /// Makes a call that sends any number of answers, for as long as it takes.
  public <S extends AbstractBlockingStub<S>, R> void stream(
      Function<Channel, S> service, Function<S, Iterator<R>> call, Consumer<R> each) {
    S stub = service.apply(channel);
    cancellable(
        () -> {
          call.apply(stub).forEachRemaining(each);
          return true;
        },
        connection.timeout());
  }

  /// Makes a call that takes any number of messages, and returns its answer. Messages are made when
  /// the server takes them.
  public <S extends AbstractAsyncStub<S>, Q, R> R send(
      Duration timeout,
      Function<Channel, S> service,
      BiFunction<S, StreamObserver<R>, StreamObserver<Q>> call,
      Iterator<Q> messages) {
    S stub = service.apply(channel).withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS);
    return cancellable(
        () -> {
          MessageStream<Q, R> stream = new MessageStream<>();
          return stream.send(call.apply(stub, stream), messages);
        },
        timeout);
  }

  /// How long one call may take.
  public Duration timeout() {
    return connection.timeout();
  }

  /// A call with everything it needs.
  private interface Call<R> {
    R run();
  }

  private <R> R cancellable(Call<R> call, Duration timeout) {
    long start = System.nanoTime();
    Context.CancellableContext context = Context.current().withCancellation();
    String outcome = "failed";
    Context previous = context.attach();
    try (var _ = interrupts.onInterrupt(() -> context.cancel(null))) {
      R result = call.run();
      outcome = "OK";
      return result;
    } catch (StatusRuntimeException e) {
      outcome = e.getStatus().getCode().name();
      throw new CommandFailure(new ServerFailure(connection, timeout).of(e), e);
    } finally {
      context.detach(previous);
      context.cancel(null);
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
      connection.trace().accept(connection.target() + ": " + outcome + " after " + millis + " ms");
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
    try {
      channel.awaitTermination(END.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    wire.close();
  }
}
