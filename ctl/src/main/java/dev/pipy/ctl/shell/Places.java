package dev.pipy.ctl.shell;

import dev.pipy.ctl.host.Host;
import java.util.List;
import java.util.Map;

/// What the shell asks those who know contexts.
public interface Places {

  /// Where commands go in these surroundings.
  Place of(Host host);

  /// The variables that lead to a context or a server. Fails with a usage error if there is none of
  /// that name.
  Map<String, String> leadingTo(String word, Host host);

  /// Names of contexts and servers.
  List<String> names(Host host);
}
