package dev.pipy.metrics;

import static dev.pipy.metrics.MetricType.COUNTER;
import static dev.pipy.metrics.MetricType.GAUGE;
import static dev.pipy.metrics.MetricType.HISTOGRAM;
import static dev.pipy.metrics.MetricType.SUMMARY;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Every metric that pipy counts itself, whichever part of it does. `docs/metrics.md` explains
/// them; a test compares the two. Scripts must use other names.
public enum BuiltinMetric {
  TARGET_INFO(GAUGE, "target_info", "What is measured.", "service_name", "service_version"),
  BUILD_INFO(
      GAUGE, "pipy_build_info", "Versions of what runs, always 1.", "version", "java", "graaljs"),
  CODEBASE_INFO(
      GAUGE,
      "pipy_codebase_info",
      "The active revision of a codebase, always 1.",
      "codebase",
      "revision",
      "digest"),
  GENERATION(GAUGE, "pipy_generation", "Number of the active generation.", "codebase"),
  GENERATIONS(
      GAUGE, "pipy_generations", "Generations in memory, by what they do.", "codebase", "state"),
  DEPLOYMENTS(
      COUNTER,
      "pipy_deployments_total",
      "Deploys and rollbacks that were asked for.",
      "codebase",
      "result",
      "reason"),
  ACTIVATION_DURATION(
      Bounds.ACTIVATION,
      "pipy_activation_duration_seconds",
      "Time that swapping a codebase in took, by phase.",
      "codebase",
      "phase"),
  LAST_ACTIVATION_SUCCESS(
      GAUGE,
      "pipy_last_activation_success",
      "Whether the last attempt to swap a codebase in succeeded.",
      "codebase"),
  LAST_ACTIVATION_TIMESTAMP(
      GAUGE,
      "pipy_last_activation_timestamp_seconds",
      "When a codebase was last swapped in.",
      "codebase"),
  DRAIN_DURATION(
      Bounds.DRAIN,
      "pipy_drain_duration_seconds",
      "Time until the last connection of a replaced generation had ended.",
      "codebase"),
  DRAIN_FORCED_CONNECTIONS(
      COUNTER,
      "pipy_drain_forced_connections_total",
      "Connections that were cut because the drain limit was over.",
      "codebase"),

  LISTENER_CONNECTIONS(
      GAUGE,
      "pipy_listener_connections",
      "Client connections, or peers of UDP, that are open.",
      "listener",
      "protocol"),
  LISTENER_CONNECTIONS_TOTAL(
      COUNTER,
      "pipy_listener_connections_total",
      "Client connections, or peers of UDP, that were taken in.",
      "listener",
      "protocol"),
  LISTENER_REJECTED_CONNECTIONS(
      COUNTER,
      "pipy_listener_rejected_connections_total",
      "Client connections, or datagrams of new peers, that were turned away.",
      "listener",
      "protocol",
      "reason"),
  LISTENER_DROPPED_DATAGRAMS(
      COUNTER,
      "pipy_listener_dropped_datagrams_total",
      "Datagrams that went nowhere, those of peers turned away included.",
      "listener"),
  PEER_CONNECTIONS(
      GAUGE,
      "pipy_peer_connections",
      "Client connections that are open, of ports with peerStats, by address.",
      "listener",
      "peer"),
  PEER_CONNECTIONS_TOTAL(
      COUNTER,
      "pipy_peer_connections_total",
      "Client connections that were taken in, of ports with peerStats, by address.",
      "listener",
      "peer"),
  PEER_BYTES(
      COUNTER,
      "pipy_peer_bytes_total",
      "Bytes of client connections that are closed, of ports with peerStats, by address.",
      "listener",
      "peer",
      "direction"),
  INBOUND_BYTES(
      COUNTER,
      "pipy_inbound_bytes_total",
      "Bytes on the sockets of clients.",
      "listener",
      "direction"),
  OUTBOUND_BYTES(
      COUNTER,
      "pipy_outbound_bytes_total",
      "Bytes on the sockets of upstreams.",
      "upstream",
      "direction"),

  UPSTREAM_CONNECTIONS(
      GAUGE, "pipy_upstream_connections", "Connections to upstreams that are open.", "upstream"),
  UPSTREAM_CONNECT_DURATION(
      Bounds.REQUEST,
      "pipy_upstream_connect_duration_seconds",
      "Time from the first attempt to connect, with resolving, until the connection stood.",
      "upstream"),
  UPSTREAM_CONNECT_FAILURES(
      COUNTER,
      "pipy_upstream_connect_failures_total",
      "Addresses of upstreams that could not be resolved or connected to.",
      "upstream",
      "reason"),

  HTTP_SERVER_DURATION(
      Bounds.REQUEST,
      "http_server_request_duration_seconds",
      "Time from a request's head until its answer was written.",
      "listener",
      "http_request_method",
      "http_response_status_code",
      "network_protocol_version",
      "error_type"),
  HTTP_SERVER_ACTIVE(
      GAUGE, "http_server_active_requests", "Requests that are not answered yet.", "listener"),
  HTTP_CLIENT_DURATION(
      Bounds.REQUEST,
      "http_client_request_duration_seconds",
      "Time from sending a request upstream until its answer was read.",
      "upstream",
      "http_request_method",
      "http_response_status_code",
      "network_protocol_version",
      "error_type"),

  TLS_HANDSHAKE_DURATION(
      Bounds.REQUEST,
      "pipy_tls_handshake_duration_seconds",
      "Time that TLS handshakes took.",
      "listener",
      "side"),
  TLS_HANDSHAKE_FAILURES(
      COUNTER,
      "pipy_tls_handshake_failures_total",
      "TLS handshakes that came to nothing.",
      "listener",
      "side",
      "reason"),
  TLS_CERTIFICATE_EXPIRY(
      GAUGE,
      "pipy_tls_certificate_expiry_timestamp_seconds",
      "When a certificate of ours that is in use expires.",
      "subject"),

  SCRIPT_ERRORS(
      COUNTER, "pipy_script_errors_total", "Callbacks of scripts that failed.", "codebase", "file"),
  SCRIPT_EXECUTION(
      Bounds.SCRIPT,
      "pipy_script_execution_seconds",
      "Time that callbacks of scripts ran, of one in 64.",
      "codebase",
      "file"),
  SCRIPT_CONTEXTS(
      GAUGE,
      "pipy_script_contexts",
      "Script contexts in memory: one per generation and worker.",
      "codebase"),

  PIPELINES_ACTIVE(
      GAUGE, "pipy_pipelines_active", "Runs of a pipeline that are open.", "codebase", "pipeline"),

  EVENTLOOP_PENDING_TASKS(
      GAUGE, "pipy_eventloop_pending_tasks", "Tasks that wait for an event loop.", "loop"),
  EVENTLOOP_LAG(
      Bounds.LAG,
      "pipy_eventloop_lag_seconds",
      "How late an event loop ran a task that was due, once a second.",
      "loop"),
  EVENTLOOP_UTILIZATION(
      GAUGE,
      "pipy_eventloop_utilization_ratio",
      "Share of the last second in which an event loop used its processor.",
      "loop"),
  BUFFER_BYTES(GAUGE, "pipy_buffer_bytes", "Memory that network buffers hold.", "kind"),

  CONTROL_REQUESTS(
      COUNTER,
      "pipy_control_requests_total",
      "Calls of the control API.",
      "grpc_service",
      "grpc_method",
      "grpc_code"),
  CONTROL_DURATION(
      Bounds.ACTIVATION,
      "pipy_control_request_duration_seconds",
      "Time that calls of the control API took, streams included.",
      "grpc_service",
      "grpc_method",
      "grpc_code"),
  LOG_DROPPED(
      COUNTER, "pipy_log_dropped_total", "Log lines that were dropped since too many waited."),

  JVM_RUNTIME_INFO(GAUGE, "jvm_runtime_info", "The JVM, always 1.", "runtime", "vendor", "version"),
  JVM_MEMORY_USED(GAUGE, "jvm_memory_used_bytes", "Memory that the JVM uses.", "area"),
  JVM_MEMORY_COMMITTED(
      GAUGE, "jvm_memory_committed_bytes", "Memory that the JVM has reserved.", "area"),
  JVM_MEMORY_MAX(GAUGE, "jvm_memory_max_bytes", "Memory that the JVM may use at most.", "area"),
  JVM_GC(SUMMARY, "jvm_gc_collection_seconds", "Time that garbage collections took.", "gc"),
  JVM_BUFFER_POOL_USED(
      GAUGE, "jvm_buffer_pool_used_bytes", "Memory of the JVM's buffer pools.", "pool"),
  JVM_THREADS(GAUGE, "jvm_threads_current", "Threads of the JVM."),
  JVM_THREADS_DAEMON(GAUGE, "jvm_threads_daemon", "Daemon threads of the JVM."),
  JVM_THREADS_PEAK(GAUGE, "jvm_threads_peak", "The most threads that the JVM had."),
  JVM_CLASSES(GAUGE, "jvm_classes_currently_loaded", "Classes that are loaded."),
  PROCESS_CPU(COUNTER, "process_cpu_seconds_total", "Processor time of the process."),
  PROCESS_START_TIME(GAUGE, "process_start_time_seconds", "When the process started."),
  PROCESS_OPEN_FDS(GAUGE, "process_open_fds", "File descriptors that are open."),
  PROCESS_MAX_FDS(GAUGE, "process_max_fds", "File descriptors that may be open."),
  PROCESS_RESIDENT_MEMORY(
      GAUGE, "process_resident_memory_bytes", "Memory of the process that is in use."),
  PROCESS_VIRTUAL_MEMORY(GAUGE, "process_virtual_memory_bytes", "Address space of the process.");

  private static final Map<String, BuiltinMetric> BY_SAMPLE = samples();

  private final MetricType type;
  private final String metricName;
  private final String help;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<String> labels;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<Double> bounds;

  /// Limits of buckets, in seconds.
  private static final class Bounds {

    /// What OpenTelemetry advises for HTTP.
    static final List<Double> REQUEST =
        List.of(0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0);

    static final List<Double> ACTIVATION =
        List.of(0.001, 0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0);
    static final List<Double> DRAIN = List.of(0.01, 0.1, 1.0, 5.0, 10.0, 30.0, 60.0, 300.0);
    static final List<Double> SCRIPT =
        List.of(0.00001, 0.00005, 0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 1.0);
    static final List<Double> LAG = List.of(0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0);
  }

  BuiltinMetric(MetricType type, String metricName, String help, String... labels) {
    this(type, List.of(), metricName, help, labels);
  }

  BuiltinMetric(List<Double> bounds, String metricName, String help, String... labels) {
    this(HISTOGRAM, bounds, metricName, help, labels);
  }

  BuiltinMetric(
      MetricType type, List<Double> bounds, String metricName, String help, String... labels) {
    this.type = type;
    this.metricName = metricName;
    this.help = help;
    this.labels = List.of(labels);
    this.bounds = bounds;
  }

  /// What it is.
  public MetricType type() {
    return type;
  }

  /// The name that is scraped.
  public String metricName() {
    return metricName;
  }

  /// What it means, one sentence.
  public String help() {
    return help;
  }

  /// Names of the labels.
  public List<String> labels() {
    return labels;
  }

  /// Upper limits of a histogram's buckets, without +Inf.
  public List<Double> bounds() {
    return bounds;
  }

  /// Names of lines that a metric's samples take in the text.
  private static List<String> lines(String name, MetricType type) {
    return switch (type) {
      case COUNTER, GAUGE -> List.of(name);
      case SUMMARY -> List.of(name, name + "_sum", name + "_count");
      case HISTOGRAM -> List.of(name, name + "_bucket", name + "_sum", name + "_count");
    };
  }

  private static Map<String, BuiltinMetric> samples() {
    var all = new HashMap<String, BuiltinMetric>();
    Arrays.stream(values())
        .forEach(
            metric -> lines(metric.metricName, metric.type).forEach(line -> all.put(line, metric)));
    return Map.copyOf(all);
  }

  /// Throws [IllegalArgumentException], with a message for users, if a script's metric would be
  /// taken for one of these, or has the label that we add.
  static void checkFree(String name, MetricShape shape) {
    for (var line : lines(name, shape.kind().type())) {
      if (BY_SAMPLE.containsKey(line)) {
        throw new IllegalArgumentException(
            "metric name: "
                + name
                + " (expected: another one; pipy itself counts "
                + BY_SAMPLE.get(line).metricName
                + ")");
      }
    }
    if (shape.labels().contains(MetricRegistries.PROGRAM_LABEL)) {
      throw new IllegalArgumentException(
          "label name: codebase (expected: another one; it is added with the program's name)");
    }
  }
}
