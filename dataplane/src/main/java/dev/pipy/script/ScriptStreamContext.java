package dev.pipy.script;

import dev.pipy.pipeline.ContextChanges;
import dev.pipy.pipeline.InboundAddresses;
import dev.pipy.pipeline.StreamContext;
import dev.pipy.telemetry.ListenerCounts;
import dev.pipy.telemetry.UpstreamCounts;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/// The context variables of one stream. Nothing is made until a callback needs it, so a stream that
/// no script looks at costs nothing. Confined to the realm's worker.
public final class ScriptStreamContext implements StreamContext {

  private final ScriptRealm realm;
  private final Family family;
  private @Nullable Value variables;
  private @Nullable String downstreamProtocol;
  private @Nullable String upstreamProtocol;
  private @Nullable UpstreamCounts upstreamCounts;

  /// A context and all its copies: they see the same `__inbound`.
  private static final class Family {

    final @Nullable InboundAddresses addresses;
    final ListenerCounts counts;
    final ContextChanges changes = new ContextChanges();
    @Nullable Value inbound;

    Family(@Nullable InboundAddresses addresses, ListenerCounts counts) {
      this.addresses = addresses;
      this.counts = counts;
    }
  }

  ScriptStreamContext(
      ScriptRealm realm, @Nullable InboundAddresses inbound, ListenerCounts counts) {
    this(realm, new Family(inbound, counts));
  }

  private ScriptStreamContext(ScriptRealm realm, Family family) {
    this.realm = realm;
    this.family = family;
  }

  @Override
  public ScriptStreamContext copy() {
    var copy = new ScriptStreamContext(realm, family);
    copy.downstreamProtocol = downstreamProtocol;
    if (variables != null) {
      var original = variables;
      copy.variables = realm.inside(() -> realm.contextFactory().copy(original));
    }
    return copy;
  }

  @Override
  public @Nullable InboundAddresses client() {
    return family.addresses;
  }

  @Override
  public boolean keepsSizes() {
    return realm.mentions().sizes();
  }

  @Override
  public ContextChanges changes() {
    return family.changes;
  }

  @Override
  public @Nullable Object inbound() {
    var addresses = family.addresses;
    if (family.inbound == null && addresses != null) {
      family.inbound = realm.inside(() -> realm.functions().newInbound(addresses));
    }
    return family.inbound == null ? null : new ScriptRef(realm, family.inbound);
  }

  @Override
  public ListenerCounts listenerCounts() {
    return family.counts;
  }

  @Override
  public @Nullable UpstreamCounts upstreamCounts() {
    return upstreamCounts;
  }

  @Override
  public void upstreamCounts(UpstreamCounts counts) {
    upstreamCounts = counts;
  }

  @Override
  public @Nullable String downstreamProtocol() {
    return downstreamProtocol;
  }

  @Override
  public void downstreamProtocol(String protocol) {
    downstreamProtocol = protocol;
  }

  @Override
  public @Nullable String upstreamProtocol() {
    return upstreamProtocol;
  }

  @Override
  public void upstreamProtocol(String protocol) {
    upstreamProtocol = protocol;
  }

  ScriptRealm realm() {
    return realm;
  }

  /// The object that holds the variables. The realm is entered.
  Value variables() {
    if (variables == null) {
      variables = realm.contextFactory().create(usedInbound());
    }
    return variables;
  }

  /// The object that holds the variables, or one like it as long as there is none. The realm is
  /// entered.
  Value present() {
    return variables == null ? realm.functions().initial() : variables;
  }

  private @Nullable Value usedInbound() {
    if (family.inbound == null && family.addresses != null && realm.mentions().inbound()) {
      family.inbound = realm.functions().newInbound(family.addresses);
    }
    return family.inbound;
  }
}
