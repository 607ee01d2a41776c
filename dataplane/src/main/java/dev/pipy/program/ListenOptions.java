package dev.pipy.program;

import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.ParamType;
import dev.pipy.transport.Protocol;
import dev.pipy.transport.SocketOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The options of `.listen()`.
///
/// @param protocol what the port speaks
/// @param maxConnections connections or peers at once; 0 for the protocol's default
/// @param socketOptions how client sockets behave
record ListenOptions(Protocol protocol, int maxConnections, SocketOptions socketOptions) {

  private static final Param<Protocol> PROTOCOL =
      Param.withDefault(
          "protocol", ParamType.PROTOCOL, Protocol.TCP, "'tcp'", "What the port speaks.");
  private static final Param<Integer> MAX_CONNECTIONS =
      Param.withDefault("maxConnections", ParamType.INTEGER, 0, "-1", "Connections at once.");
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
          PROTOCOL, MAX_CONNECTIONS, IDLE, READ, WRITE, CONGESTION, BUFFER, KEEP_ALIVE, NO_DELAY);

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
    return new ListenOptions(
        read(fields, PROTOCOL),
        Math.max(0, read(fields, MAX_CONNECTIONS)),
        new SocketOptions(
            read(fields, IDLE),
            read(fields, READ),
            read(fields, WRITE),
            (int) Math.min(read(fields, CONGESTION), Integer.MAX_VALUE / 2),
            read(fields, BUFFER),
            read(fields, KEEP_ALIVE),
            read(fields, NO_DELAY)));
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
