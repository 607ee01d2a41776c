package dev.pipy.tls;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Versions of TLS, oldest first.
public enum TlsVersion {
  /// Deprecated by RFC 8996.
  TLS1("TLS1", "TLSv1"),
  /// Deprecated by RFC 8996.
  TLS1_1("TLS1.1", "TLSv1.1"),
  /// RFC 5246.
  TLS1_2("TLS1.2", "TLSv1.2"),
  /// RFC 8446.
  TLS1_3("TLS1.3", "TLSv1.3");

  private final String scriptName;
  private final String engineName;

  TlsVersion(String scriptName, String engineName) {
    this.scriptName = scriptName;
    this.engineName = engineName;
  }

  /// The version that scripts call so; null if there is none.
  public static @Nullable TlsVersion of(String scriptName) {
    return Arrays.stream(values())
        .filter(version -> version.scriptName.equals(scriptName))
        .findFirst()
        .orElse(null);
  }

  /// What engines call the versions from one to another.
  static List<String> range(TlsVersion min, TlsVersion max) {
    return Arrays.stream(values())
        .filter(version -> version.compareTo(min) >= 0 && version.compareTo(max) <= 0)
        .map(version -> version.engineName)
        .toList();
  }

  @Override
  public String toString() {
    return scriptName;
  }
}
