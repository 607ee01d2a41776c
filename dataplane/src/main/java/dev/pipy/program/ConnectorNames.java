package dev.pipy.program;

import dev.pipy.script.NameLookup;
import dev.pipy.upstream.Connector;
import dev.pipy.upstream.Target;
import dev.pipy.worker.Worker;
import io.netty.util.NetUtil;
import java.util.List;
import java.util.function.Consumer;

/// Finds addresses for scripts as it does for connections.
record ConnectorNames(Connector connector) implements NameLookup {

  @Override
  public void resolve(
      Worker worker, String host, Consumer<List<String>> onAddresses, Consumer<String> onFailure) {
    var target = Target.parse((host.contains(":") ? "[" + host + "]" : host) + ":1");
    if (target == null) {
      onFailure.accept(host + " is no host name");
      return;
    }
    connector
        .resolver()
        .resolve(
            worker,
            target,
            addresses ->
                onAddresses.accept(
                    addresses.stream()
                        .map(address -> NetUtil.toAddressString(address.getAddress()))
                        .toList()),
            _ -> onFailure.accept("cannot resolve " + host));
  }
}
