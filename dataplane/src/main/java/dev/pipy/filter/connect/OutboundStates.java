package dev.pipy.filter.connect;

import dev.pipy.event.StreamError;
import dev.pipy.pipeline.CallFailure;
import dev.pipy.pipeline.Callback;
import dev.pipy.pipeline.Stage;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Tells a script how far a connection is. What the function throws is in the log, and changes
/// nothing. Confined to a worker.
final class OutboundStates {

  private final Callback function;
  private final Stage stage;
  private final Runnable close;
  private Map<String, @Nullable Object> addresses = Map.of();
  private boolean isClosed;

  /// @param close ends the connection when a script says so; the caller is in the middle of a
  ///   callback
  OutboundStates(Callback function, Stage stage, Runnable close) {
    this.function = function;
    this.stage = stage;
    this.close = close;
  }

  void connecting() {
    tell("connecting", null);
  }

  void connected(InetSocketAddress local, InetSocketAddress remote) {
    addresses =
        Map.of(
            "localAddress",
            NetUtil.toAddressString(local.getAddress()),
            "localPort",
            local.getPort(),
            "remoteAddress",
            NetUtil.toAddressString(remote.getAddress()),
            "remotePort",
            remote.getPort());
    tell("connected", null);
  }

  /// Tells it once, whoever was the first to end it.
  void closed(@Nullable StreamError error) {
    if (!isClosed) {
      isClosed = true;
      tell("closed", error);
    }
  }

  private void tell(String state, @Nullable StreamError error) {
    var outbound = new HashMap<>(addresses);
    outbound.put("close", close);
    outbound.put("state", state);
    outbound.put("error", error == null ? null : error.code());
    try {
      function.run(stage.context(), outbound);
    } catch (CallFailure reported) {
      // the connection goes on without it
    }
  }
}
