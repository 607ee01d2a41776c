package dev.pipy.control.server;

import dev.pipy.control.host.ProgramHost;
import dev.pipy.control.logging.JulBridge;
import dev.pipy.control.logging.Logging;
import dev.pipy.control.metrics.ServerMetrics;
import dev.pipy.control.service.ConnectionService;
import dev.pipy.control.service.DebugService;
import dev.pipy.control.service.DeploymentService;
import dev.pipy.control.service.EffectiveOption;
import dev.pipy.control.service.EventLog;
import dev.pipy.control.service.EventService;
import dev.pipy.control.service.FilterService;
import dev.pipy.control.service.GraphService;
import dev.pipy.control.service.LogService;
import dev.pipy.control.service.MetricsService;
import dev.pipy.control.service.ProgramEventLog;
import dev.pipy.control.service.ProgramHealth;
import dev.pipy.control.service.ProgramProblems;
import dev.pipy.control.service.RevisionService;
import dev.pipy.control.service.ServerDrain;
import dev.pipy.control.service.ServerFacts;
import dev.pipy.control.service.ServerPhase;
import dev.pipy.control.service.ServerService;
import dev.pipy.control.service.TapService;
import dev.pipy.control.store.DirectoryRevisionStore;
import dev.pipy.control.store.RevisionStore;
import dev.pipy.control.store.StoreException;
import dev.pipy.control.store.StoredRevision;
import dev.pipy.filter.spec.FilterSpec;
import io.grpc.BindableService;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The control API of a running host: opens the store, listens, lets callers in who prove
/// themselves.
public final class ControlServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger("pipy.control");
  private static final int LOOPS = 2;
  private static final long LEAST_SPACE = 1 << 20;
  private static final Duration HEARTBEAT = Duration.ofSeconds(20);

  private final ControlOptions options;
  private final RevisionStore store;
  private final ServerFacts facts;
  private final ProgramHealth health = new ProgramHealth();
  private final ServerPhase phase = new ServerPhase();
  private final DeploymentService deployments;
  private final RevisionService revisions;
  private final LogService logs;
  private final EventLog events;
  private final ServerDrain drain;
  private final DebugService debug;
  private final GraphService graphs;
  private final TapService taps;
  private final ProgramProblems problems = new ProgramProblems();
  private final CallCounts counts;
  private final List<BindableService> services;
  private final TokenCheck tokens = new TokenCheck();
  private final CallLimit calls;
  private final ClientLimit clients;
  private final ExecutorService threads;
  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(
          LOOPS, new DefaultThreadFactory("control-io", true), NioIoHandler.newFactory());
  private final List<EndpointServer> servers = new ArrayList<>();
  private final TokenFiles tokenFiles = new TokenFiles();

  private ControlServer(
      ControlOptions options,
      RevisionStore store,
      ProgramHost host,
      List<FilterSpec> filters,
      Logging logging,
      ServerMetrics metrics,
      ServerFacts facts) {
    this.options = options;
    this.store = store;
    this.facts = facts;
    var clock = InstantSource.system();
    events = new EventLog(clock);
    host.onEvent(new ProgramEventLog(events)::happened);
    drain = new ServerDrain(host, health, events, clock);
    debug = new DebugService(facts.options());
    deployments = new DeploymentService(host, store, problems, health, facts, phase, events, clock);
    revisions = deployments.revisions();
    logs = new LogService(logging, events, facts, HEARTBEAT);
    graphs = new GraphService(host, store, facts);
    taps = new TapService(host.inspection(), HEARTBEAT);
    counts = new CallCounts(metrics.counts());
    metrics.digests((program, revision) ->
        store.revision(program, revision).map(StoredRevision::digest).orElse(""));
    services =
        List.of(
            deployments,
            revisions,
            new FilterService(filters),
            new ServerService(host, store, problems, facts, phase, drain, clock),
            new EventService(events, HEARTBEAT),
            debug,
            logs,
            graphs,
            new ConnectionService(host.inspection(), events),
            taps,
            new MetricsService(metrics),
            health.service());
    calls = new CallLimit(options.limits().calls());
    clients = new ClientLimit(options.limits(), System::nanoTime);
    threads =
        new ThreadPoolExecutor(
            options.limits().calls(),
            options.limits().calls(),
            30,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("control-", 0).factory());
  }

  /// Opens the store and listens. Nothing may be deployed before [#resume].
  ///
  /// Throws StoreException if the store cannot be used, AddressInUseException if an endpoint is
  /// taken, CredentialException if a certificate or key cannot be used.
  public static ControlServer start(
      ControlOptions options,
      ProgramHost host,
      List<FilterSpec> filters,
      Logging logging,
      ServerMetrics metrics,
      ServerFacts facts)
      throws IOException, StoreException {
    JulBridge.install();
    createPrivate(options.stateDirectory());
    var store = DirectoryRevisionStore.open(options.store(), InstantSource.system());
    var control = new ControlServer(options, store, host, filters, logging, metrics, facts);
    try {
      control.listen();
    } catch (IOException failure) {
      control.tokenFiles.restore();
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

  /// Who finds a port open finds its token, too.
  private void listen() throws IOException {
    if (options.requiresToken()) {
      provideToken();
    }
    for (var endpoint : options.endpoints()) {
      var server = EndpointServer.of(endpoint, loops, builder -> serve(builder, endpoint));
      servers.add(server);
      server.listen();
    }
    for (var endpoint : options.endpoints()) {
      LOG.info("Control API at {}", endpoint.text());
    }
  }

  private void serve(NettyServerBuilder builder, Endpoint endpoint) {
    builder.executor(threads).maxInboundMessageSize(facts.messageBytes());
    services.forEach(builder::addService);
    builder.addService(ProtoReflectionServiceV1.newInstance()); // it knows one server only
    builder.intercept(new CallerContext()); // the last one is asked first
    builder.intercept(clients);
    if (options.requiresToken() && endpoint instanceof Endpoint.Tcp) {
      builder.intercept(tokens);
    }
    builder.intercept(calls);
    builder.intercept(counts);
  }

  /// From the file that was named, else a new one for each port, which is the same for all.
  private void provideToken() throws IOException {
    var named = options.tokenFile();
    if (named != null) {
      tokens.use(AccessToken.readFrom(named));
      return;
    }
    var token = AccessToken.random();
    for (var endpoint : options.endpoints()) {
      if (endpoint instanceof Endpoint.Tcp) {
        tokenFiles.write(token, options.tokenFile(endpoint));
      }
    }
    tokens.use(token.accepted());
  }

  /// Starts the stored programs, then takes deployments; health checks succeed.
  ///
  /// @param taken names of programs that run without the store
  public void resume(Set<String> taken) {
    resumeUnready(taken);
    ready();
  }

  /// The same, but health checks go on to fail until [#ready].
  ///
  /// @param taken names of programs that run without the store
  public void resumeUnready(Set<String> taken) {
    deployments.resume(taken);
    phase.ready();
  }

  /// Health checks succeed from now on.
  public void ready() {
    if (health.ready()) {
      events.ready();
    }
  }

  /// Whether a call has taken the server out of service.
  public boolean isOutOfService() {
    return drain.isOn();
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
    events.ending();
  }

  /// Options are set to something else from now on.
  public void use(List<EffectiveOption> options) {
    debug.use(options);
  }

  /// Takes other limits from now on, and reads certificates and the token's file again. A file that
  /// cannot be used changes nothing; why comes as the exception's message.
  public void reload(CallLimits limits) throws IOException {
    clients.use(limits);
    var named = options.tokenFile();
    if (named != null && options.requiresToken()) {
      tokens.use(AccessToken.readFrom(named));
    }
    for (var server : servers) {
      server.reload();
    }
  }

  /// Ends all calls and gives the store free.
  @Override
  public void close() {
    logs.close();
    events.close();
    drain.close();
    deployments.close();
    graphs.close();
    taps.close();
    revisions.close();
    servers.forEach(EndpointServer::shutdown);
    servers.forEach(EndpointServer::close);
    tokenFiles.delete();
    loops.shutdownGracefully(0, 500, TimeUnit.MILLISECONDS);
    threads.shutdown();
    store.close();
  }
}
