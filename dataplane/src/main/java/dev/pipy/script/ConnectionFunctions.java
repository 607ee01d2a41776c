package dev.pipy.script;

import java.util.List;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.Value;

/// Shows scripts who is connected: `pipy.inbound` and `pipy.outbound`. Public because the prelude
/// calls it.
public final class ConnectionFunctions {

  private final ScriptRealm realm;

  ConnectionFunctions(ScriptRealm realm) {
    this.realm = realm;
  }

  /// How many clients there are.
  @HostAccess.Export
  public int inbounds() {
    return realm.host().inbounds().size();
  }

  /// Calls a function with each client.
  @HostAccess.Export
  public void eachInbound(Value function) {
    for (var context : List.copyOf(realm.host().inbounds())) {
      if (context.inbound() instanceof ScriptRef inbound) {
        function.executeVoid(inbound.value());
      }
    }
  }

  /// How many connections to peers there are.
  @HostAccess.Export
  public int outbounds() {
    return realm.host().outbounds().size();
  }

  /// Calls a function with each connection to a peer.
  @HostAccess.Export
  public void eachOutbound(Value function) {
    for (var outbound : List.copyOf(realm.host().outbounds())) {
      function.executeVoid(realm.values().toScript(outbound.facts()));
    }
  }
}
