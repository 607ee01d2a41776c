package dev.pipy.ctl.command;

import dev.pipy.ctl.client.Connection;
import dev.pipy.ctl.context.Contexts;
import dev.pipy.ctl.host.Host;
import dev.pipy.ctl.outcome.CommandFailure;
import dev.pipy.ctl.shell.Place;
import dev.pipy.ctl.shell.Places;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Tells the shell where its commands go: to the same place as a command line without options.
final class ShellPlaces implements Places {

  @Override
  public Place of(Host host) {
    Session session = CommandTree.sessionOf(host);
    Destination destination = session.destination();
    List<Destination.Place> servers = destination.places();
    List<Connection> connections =
        servers.stream()
            .map(server ->
                new Session(host, session.options(), destination.only(server), null).connection())
            .toList();
    var context = destination.context();
    String name =
        context != null
            ? context.name() + (servers.size() > 1 ? "[" + servers.size() + "]" : "")
            : String.join(",", servers.stream().map(Destination.Place::name).toList());
    return new Place(name, connections, destination.program(), !destination.protection().isEmpty());
  }

  @Override
  public Map<String, String> leadingTo(String word, Host host) {
    Contexts contexts = contexts(host);
    if (contexts.context(word) != null) {
      return Map.of("PIPYCTL_CONTEXT", word, "PIPYCTL_TARGET", "", "PIPYCTL_PROGRAM", "");
    }
    // any word could be the name of a machine; most are slips of the pen
    boolean isAddress = word.matches("unix:.*|localhost|.*[.:].*");
    if (!isAddress && !contexts.targets().containsKey(word)) {
      throw CommandFailure.usage(
          "no context or target " + word, "There are: " + String.join(", ", names(host)));
    }
    return Map.of("PIPYCTL_TARGET", word, "PIPYCTL_CONTEXT", "", "PIPYCTL_PROGRAM", "");
  }

  @Override
  public List<String> names(Host host) {
    Contexts contexts = contexts(host);
    List<String> names = new ArrayList<>(contexts.byName().keySet());
    names.addAll(contexts.targets().keySet());
    return names;
  }

  private static Contexts contexts(Host host) {
    return CommandTree.sessionOf(host).destination().contexts();
  }
}
