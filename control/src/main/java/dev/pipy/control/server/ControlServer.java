package dev.pipy.control.server;

import dev.pipy.control.host.ProgramHost;
import dev.pipy.control.logging.JulBridge;
import dev.pipy.control.logging.LogHistory;
import dev.pipy.control.metrics.ServerMetrics;
import dev.pipy.control.service.ConnectionService;
import dev.pipy.control.service.DeploymentService;
import dev.pipy.control.service.FilterService;
import dev.pipy.control.service.GraphService;
import dev.pipy.control.service.LogService;
import dev.pipy.control.service.MetricsService;
import dev.pipy.control.service.ProgramHealth;
import dev.pipy.control.service.ProgramProblems;
import dev.pipy.control.service.RevisionService;
import dev.pipy.control.service.ServerFacts;
import dev.pipy.control.service.ServerPhase;
import dev.pipy.control.service.ServerService;
import dev.pipy.control.service.TapService;
import dev.pipy.control.store.DirectoryRevisionStore;
import dev.pipy.control.store.RevisionStore;
import dev.pipy.control.store.StoreException;
import dev.pipy.control.store.StoredRevision;
import dev.pipy.filter.spec.FilterSpec;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The control API of a running host: opens the store, listens, lets callers with the token in.
public final class ControlServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger("pipy.control");
  private static final int MOST_CALLS = 64;
  private static final int MOST_CALLS_PER_CONNECTION = 32;
  private static final int METADATA_BYTES = 16 << 10;
  private static final long LEAST_SPACE = 1 << 20;
  private static final Duration HEARTBEAT = Duration.ofSeconds(20);

  private final ControlOptions options;
  private final RevisionStore store;
  private final ProgramHealth health = new ProgramHealth();
  private final ServerPhase phase = new ServerPhase();
  private final DeploymentService deployments;
  private final RevisionService revisions;
  private final LogService logs;
  private final GraphService graphs;
  private final TapService taps;
  private final ProgramProblems problems = new ProgramProblems();
  private final TokenCheck tokens = new TokenCheck();
  private final ExecutorService threads =
      new ThreadPoolExecutor(
          MOST_CALLS,
          MOST_CALLS,
          30,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          Thread.ofPlatform().daemon().name("control-", 0).factory());
  private final Server server;

  private ControlServer(
      ControlOptions options,
      RevisionStore store,
      ProgramHost host,
      List<FilterSpec> filters,
      LogHistory history,
      ServerMetrics metrics,
      ServerFacts facts) {
    this.options = options;
    this.store = store;
    var clock = InstantSource.system();
    deployments = new DeploymentService(host, store, problems, health, facts, phase, clock);
    revisions = deployments.revisions();
    logs = new LogService(history, facts, HEARTBEAT);
    graphs = new GraphService(host, store, facts);
    taps = new TapService(host.inspection(), HEARTBEAT);
    var builder =
        NettyServerBuilder.forAddress(options.address())
            .executor(threads)
            .maxInboundMessageSize(facts.messageBytes())
            .maxInboundMetadataSize(METADATA_BYTES)
            .maxConcurrentCallsPerConnection(MOST_CALLS_PER_CONNECTION)
            .keepAliveTime(60, TimeUnit.SECONDS)
            .keepAliveTimeout(20, TimeUnit.SECONDS)
            .permitKeepAliveTime(30, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .addService(deployments)
            .addService(revisions)
            .addService(new FilterService(filters))
            .addService(new ServerService(host, store, problems, facts, phase, clock))
            .addService(graphs)
            .addService(new ConnectionService(host.inspection()))
            .addService(taps)
            .addService(logs)
            .addService(new MetricsService(metrics))
            .addService(health.service())
            .addService(ProtoReflectionServiceV1.newInstance());
    if (options.requiresToken()) {
      builder.intercept(tokens);
    }
    metrics.digests((program, revision) ->
        store.revision(program, revision).map(StoredRevision::digest).orElse(""));
    server =
        builder
            .intercept(new CallLimit(MOST_CALLS))
            .intercept(new CallCounts(metrics.counts())) // the last one is asked first
            .build();
  }

  /// Opens the store and listens. Nothing may be deployed before [#resume].
  ///
  /// Throws StoreException if the store cannot be used, AddressInUseException if the port is taken.
  public static ControlServer start(
      ControlOptions options,
      ProgramHost host,
      List<FilterSpec> filters,
      LogHistory history,
      ServerMetrics metrics,
      ServerFacts facts)
      throws IOException, StoreException {
    JulBridge.install();
    createPrivate(options.stateDirectory());
    var store = DirectoryRevisionStore.open(options.store(), InstantSource.system());
    var control = new ControlServer(options, store, host, filters, history, metrics, facts);
    try {
      control.listen();
    } catch (IOException failure) {
      control.close();
      throw failure;
    }
    return control;
  }

  private static void createPrivate(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
  }

  private void listen() throws IOException {
    try {
      server.start();
    } catch (IOException failure) {
      throw isInUse(failure) ? new AddressInUseException(options.addressText(), failure) : failure;
    }
    if (options.requiresToken()) {
      tokens.use(AccessToken.writeTo(options.tokenFile()));
    }
    LOG.info("Control API at {}", options.addressText());
  }

  private static boolean isInUse(IOException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (String.valueOf(cause.getMessage()).contains("Address already in use")) {
        return true;
      }
    }
    return false;
  }

  /// Starts the stored programs, then takes deployments.
  ///
  /// @param taken names of programs that run without the store
  public void resume(Set<String> taken) {
    deployments.resume(taken);
    phase.ready();
    health.ready();
  }

  /// Stored programs that should run and do not.
  public List<String> failedPrograms() {
    return problems.programs();
  }

  /// Why nothing can be stored; empty if it can.
  public String stateFault() {
    var folder = options.store();
    if (!Files.isWritable(folder)) {
      return folder + " cannot be written to";
    }
    try {
      return Files.getFileStore(folder).getUsableSpace() < LEAST_SPACE
          ? "the disk of " + folder + " is full"
          : "";
    } catch (IOException failure) {
      return folder + ": " + failure.getMessage();
    }
  }

  /// From now on nothing may be changed, and health checks fail.
  public void draining() {
    phase.draining();
    health.draining();
  }

  /// Ends all calls and gives the store free.
  @Override
  public void close() {
    logs.close();
    deployments.close();
    graphs.close();
    taps.close();
    revisions.close();
    server.shutdown();
    try {
      if (!server.awaitTermination(500, TimeUnit.MILLISECONDS)) {
        server.shutdownNow();
      }
      if (options.requiresToken() && phase.now() != ServerPhase.Phase.STARTING) {
        Files.deleteIfExists(options.tokenFile());
      }
    } catch (InterruptedException expected) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    } catch (IOException failure) {
      LOG.warn("the token file stays: {}", failure.getMessage());
    }
    threads.shutdown();
    store.close();
  }
}
