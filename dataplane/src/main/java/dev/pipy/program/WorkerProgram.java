package dev.pipy.program;

import dev.pipy.downstream.Endpoint;
import dev.pipy.downstream.Inbound;
import dev.pipy.pipeline.InboundAddresses;
import dev.pipy.pipeline.OutboundView;
import dev.pipy.pipeline.PipelineHost;
import dev.pipy.pipeline.PipelineLayout;
import dev.pipy.pipeline.SessionStatus;
import dev.pipy.pipeline.StreamContext;
import dev.pipy.pipeline.SystemAccess;
import dev.pipy.script.ScriptRealm;
import dev.pipy.telemetry.ListenerCounts;
import dev.pipy.telemetry.PeerCounts;
import dev.pipy.telemetry.Telemetry;
import dev.pipy.transport.SocketOptions;
import dev.pipy.worker.Worker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One generation of a program on one worker: its script realm, layouts, live root pipelines and
/// shared resources. Built on the activating thread; from [#start] on confined to its worker,
/// except where said.
final class WorkerProgram implements PipelineHost {

  private static final Logger LOG = LoggerFactory.getLogger("pipy.program");

  private final Worker worker;
  private final Services services;
  private final ScriptRealm realm;
  private final Map<Endpoint, Port> ports = new HashMap<>();
  private final Map<ListenerArray, PipelineLayout> arrays = new LinkedHashMap<>();
  private final List<TaskRunner> tasks = new ArrayList<>();
  private final List<AdminPipeline> admins = new ArrayList<>();
  private final List<SharedResource> resources = new ArrayList<>();
  private final Set<OutboundView> outbounds = new LinkedHashSet<>();
  private final Map<Inbound, Port> inbounds = new LinkedHashMap<>();
  private final Map<String, List<PipelineLayout>> layouts = new HashMap<>();
  private final AtomicInteger connections = new AtomicInteger();
  private boolean isDraining;
  private boolean isStopping;
  private boolean isWindingDown;
  private boolean isClosed;
  private @Nullable Runnable onDrained;
  private Runnable onFreed = () -> {};

  /// What a process offers to filters, by type.
  interface Services {

    /// The service; throws IllegalStateException if there is none.
    <T> T find(Class<T> type);
  }

  WorkerProgram(Worker worker, Services services, ScriptRealm realm) {
    this.worker = worker;
    this.services = services;
    this.realm = realm;
  }

  void addPort(Endpoint endpoint, PipelineLayout layout, ListenOptions options) {
    ports.put(endpoint, new Port(endpoint, layout, options));
  }

  /// The ports that an array has, whenever it has them.
  void addPorts(ListenerArray array, PipelineLayout layout) {
    arrays.put(array, layout);
  }

  void addTask(PipelineLayout layout, TaskSchedule schedule) {
    if (schedule instanceof TaskSchedule.OnRequest(var prefix)) {
      admins.add(new AdminPipeline(prefix, this, layout));
    } else {
      tasks.add(new TaskRunner(this, layout, schedule));
    }
  }

  /// What answers requests to a path of the operations endpoint, by the longest prefix; null if
  /// nothing does. Any thread.
  @Nullable AdminPipeline admin(String path) {
    return admins.stream()
        .filter(admin -> path.startsWith(admin.prefix()))
        .max(Comparator.comparingInt(admin -> admin.prefix().length()))
        .orElse(null);
  }

  /// Notes what layouts there are, for whoever looks at their pipelines.
  ///
  /// @param ids of the pipelines in the program's graph that they are of
  void addLayouts(List<String> ids, List<PipelineLayout> linked) {
    for (int i = 0; i < ids.size(); i++) {
      layouts.computeIfAbsent(ids.get(i), _ -> new ArrayList<>()).add(linked.get(i));
    }
  }

  /// The layouts of a pipeline of the program's graph: several if it is chained in several ways.
  /// Any thread.
  List<PipelineLayout> layouts(String id) {
    return layouts.getOrDefault(id, List.of());
  }

  /// Shows each client to `visitor`, in the order of their numbers.
  void visitClients(BiConsumer<Inbound, Endpoint> visitor) {
    inbounds.forEach((inbound, port) -> visitor.accept(inbound, port.endpoint));
  }

  /// The sessions that streams share.
  List<SessionStatus> sessions() {
    return resources.stream().flatMap(resource -> resource.sessions().stream()).toList();
  }

  /// What clients of an endpoint get; null if the program does not listen there. Any thread.
  Inbound.@Nullable Port port(Endpoint endpoint) {
    var port = ports.get(endpoint);
    if (port != null || arrays.isEmpty()) {
      return port;
    }
    for (var array : arrays.entrySet()) {
      var options = array.getKey().options(endpoint);
      if (options != null) {
        return new Port(endpoint, array.getValue(), options);
      }
    }
    return null;
  }

  /// Client connections that live on this generation and worker. Any thread.
  int connections() {
    return connections.get();
  }

  /// Starts the scripts' timers and runs the tasks.
  void start() {
    realm.start();
    tasks.forEach(TaskRunner::start);
  }

  /// Takes no more tasks, tells every stream to finish, and calls `onDrained` once the last has
  /// ended.
  ///
  /// @param isForGood whether no other generation follows
  void drain(boolean isForGood, Runnable onDrained) {
    isDraining = true;
    isStopping = isForGood;
    var earlier = this.onDrained;
    this.onDrained =
        earlier == null
            ? onDrained
            : () -> {
              earlier.run();
              onDrained.run();
            };
    tasks.forEach(TaskRunner::stop);
    List.copyOf(resources).forEach(SharedResource::drain);
    List.copyOf(inbounds.keySet()).forEach(Inbound::drain);
    settle();
  }

  /// Cuts what is left and frees everything.
  void close() {
    if (isClosed) {
      return;
    }
    isClosed = true;
    isDraining = true;
    tasks.forEach(TaskRunner::close);
    admins.forEach(AdminPipeline::close);
    List.copyOf(inbounds.keySet()).forEach(Inbound::close);
    resources.forEach(SharedResource::close);
    // closing a socket ends its pipeline in this turn at the latest; callbacks may still run until
    // then
    worker.atTurnEnd(() ->
        worker
            .loop()
            .execute(() -> {
              realm.close();
              onFreed.run();
            }));
  }

  /// It is about to be active, as this generation. Before [#start], by any thread.
  void activated(long generation) {
    realm.activated(generation);
  }

  /// Sets what is run once the scripts are out of memory. Before [#start], by any thread.
  void onFreed(Runnable task) {
    onFreed = task;
  }

  /// Lets every client, those to come too, finish what is under way and then go, or no longer.
  void windDown(boolean isOn) {
    isWindingDown = isOn;
    if (isOn && !isClosed) {
      List.copyOf(inbounds.keySet()).forEach(Inbound::drain);
    }
  }

  /// The layouts of all pipelines of the program's graph, by id. Any thread.
  Map<String, List<PipelineLayout>> layouts() {
    return Collections.unmodifiableMap(layouts);
  }

  void settle() {
    if (onDrained != null
        && inbounds.isEmpty()
        && tasks.stream().noneMatch(TaskRunner::isRunning)) {
      var drained = onDrained;
      onDrained = null;
      drained.run();
    }
  }

  @Override
  public SystemAccess systemAccess() {
    return services.find(SystemAccess.class);
  }

  @Override
  public Worker worker() {
    return worker;
  }

  /// The folder of the codebase; null if it is in none.
  @Nullable Path folder() {
    return realm.folder();
  }

  @Override
  public StreamContext newContext() {
    return realm.newContext(null, services.find(Telemetry.class).of(worker).noListener());
  }

  @Override
  public void keep(SharedResource resource) {
    resources.add(resource);
  }

  @Override
  public <T> T service(Class<T> type) {
    return services.find(type);
  }

  @Override
  public @Nullable Path workingFolder() {
    return realm.chosenFolder();
  }

  @Override
  public Set<OutboundView> outbounds() {
    return outbounds;
  }

  /// The contexts of its clients, in the order in which they came.
  List<StreamContext> contexts() {
    return inbounds.keySet().stream().map(Inbound::context).toList();
  }

  @Override
  public boolean isDraining() {
    return isDraining || isWindingDown;
  }

  @Override
  public boolean isStopping() {
    return isStopping;
  }

  @Override
  public void reportBug(String where, RuntimeException bug) {
    LOG.atError().setCause(bug).addKeyValue("filter", where).log("internal error, stream ended");
  }

  /// A listening port of this generation.
  private final class Port implements Inbound.Port {

    private final Endpoint endpoint;
    private final PipelineLayout layout;
    private final ListenOptions options;

    Port(Endpoint endpoint, PipelineLayout layout, ListenOptions options) {
      this.endpoint = endpoint;
      this.layout = layout;
      this.options = options;
    }

    @Override
    public PipelineLayout layout() {
      return layout;
    }

    @Override
    public StreamContext newContext(InboundAddresses addresses, ListenerCounts counts) {
      return realm.newContext(addresses, counts);
    }

    @Override
    public SocketOptions socketOptions() {
      return options.socketOptions();
    }

    @Override
    public boolean isTransparent() {
      return options.isTransparent();
    }

    @Override
    public void opened(Inbound inbound) {
      inbounds.put(inbound, this);
      connections.incrementAndGet();
      if (options.countsPeers()) {
        peerCounts(inbound).opened();
      }
      if (isDraining()) {
        // accepted in the turn of the swap, or while all shall go
        worker.loop().execute(inbound::drain);
      }
    }

    @Override
    public void closed(Inbound inbound) {
      if (inbounds.remove(inbound) != null) {
        connections.decrementAndGet();
        if (options.countsPeers()) {
          peerCounts(inbound).closed(inbound.receivedBytes(), inbound.sentBytes());
        }
        settle();
      }
    }

    private PeerCounts peerCounts(Inbound inbound) {
      return services
          .find(Telemetry.class)
          .of(worker)
          .peer(endpoint.toString(), inbound.addresses().remoteAddress());
    }
  }
}
