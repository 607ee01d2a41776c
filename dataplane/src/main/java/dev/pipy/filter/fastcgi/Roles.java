package dev.pipy.filter.fastcgi;

import dev.pipy.event.Bytes;
import dev.pipy.event.FieldHead;
import dev.pipy.event.Head;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What heads and tails of FastCGI messages say.
final class Roles {

  /// Answers requests as a web server does.
  static final int RESPONDER = 1;

  /// Says who may come in; has no body to read.
  static final int AUTHORIZER = 2;

  /// Answers with what it makes of a file.
  static final int FILTER = 3;

  private Roles() {}

  /// Of a request.
  static FieldHead head(int role, boolean isKeptAlive, Map<String, String> params) {
    var fields = new LinkedHashMap<String, @Nullable Object>();
    fields.put("role", role);
    fields.put("keepAlive", isKeptAlive);
    fields.put("params", new LinkedHashMap<String, @Nullable Object>(params));
    return new FieldHead(fields);
  }

  /// Of the end of an answer.
  static FieldHead tail(int applicationStatus, int protocolStatus, Bytes errors) {
    var fields = new LinkedHashMap<String, @Nullable Object>();
    fields.put("appStatus", applicationStatus);
    fields.put("protocolStatus", protocolStatus);
    fields.put("stderr", errors);
    return new FieldHead(fields);
  }

  /// The names and values that a head has, all as text.
  static Map<String, String> params(@Nullable Head head) {
    var params = new LinkedHashMap<String, String>();
    if (FieldHead.of(head).get("params") instanceof Map<?, ?> given) {
      given.forEach((name, value) -> {
        if (value != null) {
          params.put(String.valueOf(name), text(value));
        }
      });
    }
    return params;
  }

  private static String text(Object value) {
    boolean isWhole =
        value instanceof Double number && number == Math.rint(number) && Math.abs(number) < 1e15;
    return isWhole ? Long.toString(((Number) value).longValue()) : String.valueOf(value);
  }

  /// A number of a head or tail.
  static int number(@Nullable Head head, String name, int otherwise) {
    return FieldHead.of(head).get(name) instanceof Number number ? number.intValue() : otherwise;
  }
}
