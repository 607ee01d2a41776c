package dev.pipy.program;

import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.ParamType;
import dev.pipy.transport.Protocol;
import dev.pipy.transport.SocketOptions;
import dev.pipy.worker.Transport;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The options of `.listen()`.
///
/// @param protocol what the port speaks
/// @param maxConnections connections or peers at once; 0 for the protocol's default
/// @param isTransparent whether connections may have been redirected to the port
/// @param countsPeers whether there are metrics for each peer
/// @param socketOptions how client sockets behave
record ListenOptions(
    Protocol protocol,
    int maxConnections,
    boolean isTransparent,
    boolean countsPeers,
    SocketOptions socketOptions) {

  private static final Param<Protocol> PROTOCOL =
      Param.withDefault(
          "protocol", ParamType.PROTOCOL, Protocol.TCP, "'tcp'", "What the port speaks.");
  private static final Param<Integer> MAX_CONNECTIONS =
      Param.withDefault("maxConnections", ParamType.INTEGER, 0, "-1", "Connections at once.");
  private static final Param<Integer> MAX_PORT_CONNECTIONS =
      Param.withDefault(
          "maxPortConnections", ParamType.INTEGER, 0, "-1", "The same, as 1.5 calls it.");
  private static final Param<Boolean> TRANSPARENT =
      Param.withDefault(
          "transparent", ParamType.BOOLEAN, false, "false", "Connections may be redirected here.");
  private static final Param<Boolean> MASQUERADE =
      Param.withDefault("masquerade", ParamType.BOOLEAN, false, "false", "Not possible here.");
  private static final Param<Boolean> PEER_STATS =
      Param.withDefault(
          "peerStats", ParamType.BOOLEAN, false, "false", "Metrics for each peer's address.");
  private static final Param<Duration> IDLE =
      Param.withDefault(
          "idleTimeout",
          ParamType.DURATION,
          Duration.ofSeconds(60),
          "'60s'",
          "No byte either way.");
  private static final Param<Duration> READ =
      Param.withDefault("readTimeout", ParamType.DURATION, Duration.ZERO, "0", "No byte read.");
  private static final Param<Duration> WRITE =
      Param.withDefault("writeTimeout", ParamType.DURATION, Duration.ZERO, "0", "No byte sent.");
  private static final Param<Long> CONGESTION =
      Param.withDefault("congestionLimit", ParamType.SIZE, 1L << 20, "'1m'", "Bytes unsent.");
  private static final Param<Long> BUFFER =
      Param.withDefault("bufferLimit", ParamType.SIZE, 0L, "0", "Bytes unsent, at most.");
  private static final Param<Boolean> KEEP_ALIVE =
      Param.withDefault("keepAlive", ParamType.BOOLEAN, true, "true", "Probe idle peers.");
  private static final Param<Boolean> NO_DELAY =
      Param.withDefault("noDelay", ParamType.BOOLEAN, true, "true", "Send small writes at once.");

  /// All of them, for the reference.
  static final List<Param<?>> ALL =
      List.of(
          PROTOCOL,
          MAX_CONNECTIONS,
          MAX_PORT_CONNECTIONS,
          TRANSPARENT,
          MASQUERADE,
          PEER_STATS,
          IDLE,
          READ,
          WRITE,
          CONGESTION,
          BUFFER,
          KEEP_ALIVE,
          NO_DELAY);

  /// Reads the options object; throws IllegalArgumentException with the complaint.
  static ListenOptions parse(@Nullable Object argument) {
    return parse(fields(argument, 2));
  }

  /// The fields of an options object, the argument at a position; none if it is left out. Throws
  /// IllegalArgumentException with the complaint.
  static Map<String, @Nullable Object> fields(@Nullable Object argument, int position) {
    var fields =
        argument == null ? Map.<String, @Nullable Object>of() : ParamType.OBJECT.read(argument);
    if (fields == null) {
      throw new IllegalArgumentException(
          "argument #" + position + " expects an object with options");
    }
    return fields;
  }

  /// Reads options by their names; throws IllegalArgumentException with the complaint.
  static ListenOptions parse(Map<String, @Nullable Object> fields) {
    var protocol = read(fields, PROTOCOL);
    return new ListenOptions(
        protocol,
        mostConnections(read(fields, MAX_CONNECTIONS), read(fields, MAX_PORT_CONNECTIONS)),
        isTransparent(fields, protocol),
        read(fields, PEER_STATS),
        new SocketOptions(
            read(fields, IDLE),
            read(fields, READ),
            read(fields, WRITE),
            (int) Math.min(read(fields, CONGESTION), Integer.MAX_VALUE / 2),
            read(fields, BUFFER),
            read(fields, KEEP_ALIVE),
            read(fields, NO_DELAY)));
  }

  private static int mostConnections(int most, int ofPort) {
    if (most <= 0 || ofPort <= 0) {
      return Math.max(0, Math.max(most, ofPort));
    }
    return Math.min(most, ofPort);
  }

  private static boolean isTransparent(Map<String, @Nullable Object> fields, Protocol protocol) {
    if (read(fields, MASQUERADE)) {
      throw new IllegalArgumentException(
          "options.masquerade: true (expected: false, answers leave from the port that was asked)");
    }
    boolean isTransparent = read(fields, TRANSPARENT);
    if (isTransparent && (protocol == Protocol.UDP || !Transport.EPOLL.isAvailable())) {
      throw new IllegalArgumentException(
          "options.transparent: true (expected: false, it is for TCP on Linux)");
    }
    return isTransparent;
  }

  private static <T> T read(Map<String, @Nullable Object> fields, Param<T> param) {
    var value = fields.get(param.name());
    T read = value == null ? param.defaultValue() : param.type().read(value);
    if (read == null) {
      throw new IllegalArgumentException(
          "options." + param.name() + " expects " + param.type().expectation());
    }
    return read;
  }
}
