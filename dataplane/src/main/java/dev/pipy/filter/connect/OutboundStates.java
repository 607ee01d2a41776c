package dev.pipy.filter.connect;

import dev.pipy.event.StreamError;
import dev.pipy.pipeline.CallFailure;
import dev.pipy.pipeline.Callback;
import dev.pipy.pipeline.OutboundView;
import dev.pipy.pipeline.Stage;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How far a connection is: for those who look, and told to a script that wants to know. What its
/// function throws is in the log, and changes nothing. Confined to a worker.
final class OutboundStates implements OutboundView {

  private final @Nullable Callback function;
  private final Stage stage;
  private final Set<OutboundView> all;
  private final Runnable close;
  private String state = "idle";
  private @Nullable StreamError error;
  private @Nullable InetSocketAddress local;
  private @Nullable InetSocketAddress remote;
  private boolean isClosed;

  /// @param all has it until it is closed
  /// @param close ends the connection when a script says so; the caller is in the middle of a
  ///   callback
  OutboundStates(@Nullable Callback function, Stage stage, Set<OutboundView> all, Runnable close) {
    this.function = function;
    this.stage = stage;
    this.all = all;
    this.close = close;
    all.add(this);
  }

  /// Nothing is under way: at first, and between attempts.
  void idle() {
    remote = null;
    tell("idle");
  }

  void resolving() {
    tell("resolving");
  }

  /// There is a socket for this address.
  void open(InetSocketAddress remote) {
    this.remote = remote;
    tell("open");
  }

  void connecting() {
    tell("connecting");
  }

  void connected(InetSocketAddress local, InetSocketAddress remote) {
    this.local = local;
    this.remote = remote;
    tell("connected");
  }

  /// Tells it once, whoever was the first to end it.
  void closed(@Nullable StreamError error) {
    if (!isClosed) {
      isClosed = true;
      this.error = error;
      all.remove(this);
      tell("closed");
    }
  }

  private void tell(String state) {
    this.state = state;
    if (function == null) {
      return;
    }
    try {
      function.run(stage.context(), facts());
    } catch (CallFailure reported) {
      // the connection goes on without it
    }
  }

  @Override
  public Map<String, @Nullable Object> facts() {
    var facts = new HashMap<String, @Nullable Object>();
    facts.put("close", close);
    facts.put("state", state);
    facts.put("error", error == null ? null : error.code());
    put(facts, "local", local);
    put(facts, "remote", remote);
    return facts;
  }

  private static void put(
      Map<String, @Nullable Object> facts, String side, @Nullable InetSocketAddress address) {
    if (address != null) {
      facts.put(side + "Address", NetUtil.toAddressString(address.getAddress()));
      facts.put(side + "Port", address.getPort());
    }
  }
}
