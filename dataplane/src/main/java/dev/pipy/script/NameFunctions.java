package dev.pipy.script;

import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyArray;

/// Looks up host names for the script's `DNS`. Public because the prelude calls it.
public final class NameFunctions {

  private final ScriptRealm realm;

  NameFunctions(ScriptRealm realm) {
    this.realm = realm;
  }

  /// Gives the addresses of a host to one function, or what went wrong to the other, later. On the
  /// loop.
  @HostAccess.Export
  public void resolve(String host, Value onAddresses, Value onFailure) {
    realm
        .services()
        .names()
        .resolve(
            realm.worker(),
            host,
            addresses ->
                realm.callBack(
                    "DNS.resolve", onAddresses, ProxyArray.fromArray(addresses.toArray())),
            why -> realm.callBack("DNS.resolve", onFailure, why));
  }
}
