package dev.pipy.script;

import dev.pipy.event.Message;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.Value;

/// What the script's `http.Agent` is made of. Public because the prelude calls it.
public final class AgentFunctions {

  /// Clients live as long as the program, so a script that made one per request would have no end.
  private static final int MOST = 1000;

  private final ScriptRealm realm;
  private final TreeFunctions functions;
  private int made;

  AgentFunctions(ScriptRealm realm, TreeFunctions functions) {
    this.realm = realm;
    this.functions = functions;
  }

  /// A client for `host:port`.
  @HostAccess.Export
  public Object make(String target, Value options, Value tls) {
    if (made == MOST) {
      throw functions
          .trees()
          .error("http.Agent: there are " + MOST + " already; make them while the script loads");
    }
    var values = realm.values();
    made++;
    try {
      return realm.host().client(target, values.fromScript(options), values.fromScript(tls));
    } catch (IllegalArgumentException refused) {
      throw functions.trees().error("http.Agent: " + refused.getMessage());
    }
  }

  /// Sends a request, and gives its answer to one function or what stands for it to the other. On
  /// the loop.
  @HostAccess.Export
  public void request(HttpClient client, Message request, Value onAnswer, Value onFailure) {
    client.request(request, answer -> give(onAnswer, answer), failure -> give(onFailure, failure));
  }

  private void give(Value function, Message message) {
    if (!realm.isClosed()) {
      var value = realm.inside(() -> realm.values().toScript(message));
      realm.callBack("http.Agent", function, value);
    }
  }
}
