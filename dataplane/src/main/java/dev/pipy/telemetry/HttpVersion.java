package dev.pipy.telemetry;

/// Versions of HTTP as labels.
public enum HttpVersion {
  /// The request could not be read, or was never answered.
  UNKNOWN(""),
  HTTP_1_0("1.0"),
  HTTP_1_1("1.1"),
  HTTP_2("2");

  private final String label;

  HttpVersion(String label) {
    this.label = label;
  }

  /// That of a head that travelled as HTTP/1.
  public static HttpVersion ofHead(String protocol) {
    return protocol.equals("HTTP/1.0") ? HTTP_1_0 : HTTP_1_1;
  }

  String label() {
    return label;
  }
}
