package dev.pipy.ctl.scaffold;

import java.util.List;
import java.util.Locale;

/// What a new codebase can begin as. The files are resources beside this class, in a folder of the
/// template's name.
public enum Template {
  HELLO,
  ROUTER_BALANCER,
  MOCK,
  TLS,
  JWT;

  /// Its own files, by their path in the new folder.
  List<String> files() {
    return switch (this) {
      case HELLO, TLS -> List.of("main.js", "config/main.json");
      case ROUTER_BALANCER ->
          List.of(
              "main.js",
              "plugins/router.js",
              "plugins/balancer.js",
              "plugins/default.js",
              "config/main.json",
              "config/router.json",
              "config/balancer.json");
      case MOCK -> List.of("main.js", "config/answers.json");
      case JWT ->
          List.of("main.js", "config/main.json", "config/keys.json", "dev-token.txt", ".gitignore");
    };
  }

  /// As users write it: `router-balancer`.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
