package dev.pipy.control.config;

import java.util.List;

/// A configuration file cannot be used. Carries all findings, a line each.
public final class ConfigException extends Exception {

  private static final long serialVersionUID = 1;

  ConfigException(List<String> findings) {
    super(String.join("\n", findings));
  }
}
