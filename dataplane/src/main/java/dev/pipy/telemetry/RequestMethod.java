package dev.pipy.telemetry;

/// Methods of HTTP requests as labels: those that everybody knows, and one for the rest, so that
/// clients cannot make labels.
public enum RequestMethod {
  GET,
  HEAD,
  POST,
  PUT,
  DELETE,
  CONNECT,
  OPTIONS,
  TRACE,
  PATCH,
  OTHER;

  /// The label of a method, whose name is case-sensitive (RFC 9110 section 9.1).
  public static RequestMethod of(String method) {
    return switch (method) {
      case "GET" -> GET;
      case "HEAD" -> HEAD;
      case "POST" -> POST;
      case "PUT" -> PUT;
      case "DELETE" -> DELETE;
      case "CONNECT" -> CONNECT;
      case "OPTIONS" -> OPTIONS;
      case "TRACE" -> TRACE;
      case "PATCH" -> PATCH;
      default -> OTHER;
    };
  }

  String label() {
    return this == OTHER ? "_OTHER" : name();
  }
}
