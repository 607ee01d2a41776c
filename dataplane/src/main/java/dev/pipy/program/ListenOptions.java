package dev.pipy.program;

import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.ParamType;
import dev.pipy.transport.Protocol;
import dev.pipy.transport.SocketOptions;
import java.time.Duration;
import java.util.List;
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
    if (argument != null && ParamType.OBJECT.read(argument) == null) {
      throw new IllegalArgumentException("argument #2 expects an object with options");
    }
    return new ListenOptions(
        read(argument, PROTOCOL),
        Math.max(0, read(argument, MAX_CONNECTIONS)),
        new SocketOptions(
            read(argument, IDLE),
            read(argument, READ),
            read(argument, WRITE),
            (int) Math.min(read(argument, CONGESTION), Integer.MAX_VALUE / 2),
            read(argument, BUFFER),
            read(argument, KEEP_ALIVE),
            read(argument, NO_DELAY)));
  }

  private static <T> T read(@Nullable Object options, Param<T> param) {
    var fields = options == null ? null : ParamType.OBJECT.read(options);
    var value = fields == null ? null : fields.get(param.name());
    T read = value == null ? param.defaultValue() : param.type().read(value);
    if (read == null) {
      throw new IllegalArgumentException(
          "options." + param.name() + " expects " + param.type().expectation());
    }
    return read;
  }
}
