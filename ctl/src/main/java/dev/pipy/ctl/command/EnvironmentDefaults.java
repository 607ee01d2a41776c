package dev.pipy.ctl.command;

import dev.pipy.ctl.host.Host;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ScopeType;

/// Takes global options that are not on the command line from `PIPYCTL_<OPTION>`.
record EnvironmentDefaults(Host host) implements IDefaultValueProvider {

  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option)
        || option.scopeType() != ScopeType.INHERIT
        || option.usageHelp()) {
      return null;
    }
    String name = option.longestName().replaceFirst("^-+", "").replace('-', '_');
    String value = host.variable("PIPYCTL_" + name.toUpperCase(Locale.ROOT));
    return value.isEmpty() ? null : value;
  }

  /// Short, because picocli makes it for every line, to be traced.
  @Override
  public String toString() {
    return "PIPYCTL_*";
  }
}
