package dev.pipy.ctl.command;

import dev.pipy.ctl.host.Host;
import java.util.Locale;

/// When to use colour.
enum ColorChoice {
  /// On a terminal that can, unless `NO_COLOR` or `CLICOLOR=0` is set.
  AUTO,
  ALWAYS,
  NEVER;

  boolean applies(Host host) {
    return switch (this) {
      case ALWAYS -> true;
      case NEVER -> false;
      case AUTO ->
          host.isScreenSmart()
              && host.variable("NO_COLOR").isEmpty()
              && !host.variable("CLICOLOR").equals("0");
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
