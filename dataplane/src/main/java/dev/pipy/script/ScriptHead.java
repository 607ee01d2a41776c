package dev.pipy.script;

import dev.pipy.codec.http.HeadSource;
import dev.pipy.codec.http.HttpHead;
import dev.pipy.codec.http.HttpHeaders;
import dev.pipy.codec.http.IllegalHeaderException;
import dev.pipy.codec.http.RequestHead;
import dev.pipy.codec.http.ResponseHead;
import dev.pipy.event.FieldHead;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/// A head as a script's object, which is read when somebody asks what it says. Confined to the
/// realm's worker.
final class ScriptHead implements HeadSource, FieldHead.View {

  private static final String HTTP_1_0 = "HTTP/1.0";
  private static final String HTTP_1_1 = "HTTP/1.1";
  private static final String HTTP_2 = "HTTP/2";
  private static final int OK = 200;
  private static final Set<String> HTTP_MEMBERS =
      Set.of("method", "path", "status", "statusText", "headers");

  private final ScriptRealm realm;
  private final Value object;
  private final @Nullable HeadersProxy received;

  /// A head that a script made.
  ScriptHead(ScriptRealm realm, Value object) {
    this(realm, object, null);
  }

  /// What a script sees of a head that was received.
  ///
  /// @param received its `headers`
  ScriptHead(ScriptRealm realm, Value object, @Nullable HeadersProxy received) {
    this.realm = realm;
    this.object = object;
    this.received = received;
  }

  Value object() {
    return object;
  }

  ScriptRealm realm() {
    return realm;
  }

  @Override
  public RequestHead asRequest() {
    return realm.inside(this::request);
  }

  @Override
  public ResponseHead asResponse() {
    return realm.inside(this::response);
  }

  @Override
  public HttpHead asMessage() {
    return realm.inside(() -> isRequest() ? request() : response());
  }

  @Override
  public boolean isHttp() {
    return realm.inside(() -> {
      var members = object.getMemberKeys();
      return members.isEmpty() || members.stream().anyMatch(HTTP_MEMBERS::contains);
    });
  }

  @Override
  public Map<String, @Nullable Object> asFields() {
    return realm.read(() -> realm.exactTrees().members(object));
  }

  private boolean isRequest() {
    if (received != null) {
      return received.head() instanceof RequestHead;
    }
    return (object.hasMember("method") || object.hasMember("path")) && !object.hasMember("status");
  }

  @Override
  public String toString() {
    return realm.inside(() -> realm.functions().describe().execute(object).asString());
  }

  private RequestHead request() {
    if (received != null && received.head() instanceof RequestHead head && isUntouched(head)) {
      return head;
    }
    var headers = object.getMember("headers");
    var protocol = protocol();
    var method = text("method", "GET");
    var path = text("path", "/");
    var scheme = text("scheme");
    var authority = text("authority");
    if (headOf(headers) instanceof RequestHead head
        && head.method().equals(method)
        && head.path().equals(path)
        && head.protocol().equals(protocol)
        && Objects.equals(head.scheme(), scheme)
        && Objects.equals(head.authority(), authority)) {
      return head;
    }
    var fields = headers(headers, spelling());
    if (authority != null && isNew(authority, headOf(headers), fields)) {
      fields.set("host", authority);
    }
    return new RequestHead(method, path, protocol, fields, scheme);
  }

  /// Whether all but single header fields is as it was received. One call for all members, since
  /// each costs as much as a callback.
  private boolean isUntouched(HttpHead head) {
    var functions = realm.functions();
    var same =
        switch (head) {
          case RequestHead request ->
              functions
                  .isSameRequest()
                  .execute(
                      object,
                      received,
                      request.protocol(),
                      request.method(),
                      request.path(),
                      request.scheme(),
                      request.authority());
          case ResponseHead response ->
              functions
                  .isSameResponse()
                  .execute(
                      object,
                      received,
                      response.protocol(),
                      response.status(),
                      response.statusText());
        };
    return same.asBoolean();
  }

  /// Whether the authority says more than the host field: the script set it, or there is no host.
  private static boolean isNew(String authority, @Nullable Object received, HttpHeaders fields) {
    return received instanceof RequestHead head
        ? !authority.equals(head.authority())
        : !fields.contains("host");
  }

  private ResponseHead response() {
    if (received != null && received.head() instanceof ResponseHead head && isUntouched(head)) {
      return head;
    }
    var headers = object.getMember("headers");
    var protocol = protocol();
    int status = status();
    var text = text("statusText", "");
    if (!(headOf(headers) instanceof ResponseHead head)) {
      return new ResponseHead(status, text, protocol, headers(headers, spelling()));
    }
    boolean isSameText = head.statusText().equals(text);
    if (isSameText && head.status() == status && head.protocol().equals(protocol)) {
      return head;
    }
    // a text that came with another status would be wrong for the new one
    return new ResponseHead(
        status, isSameText && head.status() != status ? null : text, protocol, headers(headers));
  }

  private String protocol() {
    return switch (text("protocol", HTTP_1_1)) {
      case HTTP_1_0 -> HTTP_1_0;
      case HTTP_2 -> HTTP_2;
      default -> HTTP_1_1;
    };
  }

  private @Nullable String text(String member) {
    var value = object.getMember(member);
    return value == null || value.isNull() ? null : text(member, "");
  }

  private String text(String member, String otherwise) {
    var value = object.getMember(member);
    if (value == null || value.isNull()) {
      return otherwise;
    }
    if (!value.isString()) {
      throw new IllegalHeaderException(member, show(value), "expected: a string");
    }
    return value.asString();
  }

  private int status() {
    var value = object.getMember("status");
    if (value == null || value.isNull()) {
      return OK;
    }
    if (!value.fitsInInt()) {
      throw new IllegalHeaderException("status", show(value), "expected: a whole number");
    }
    return value.asInt();
  }

  private static @Nullable Object headOf(@Nullable Value headers) {
    return headers != null
            && headers.isProxyObject()
            && headers.asProxyObject() instanceof HeadersProxy proxy
        ? proxy.head()
        : null;
  }

  /// The fields that a `headers` object of a script stands for.
  static HttpHeaders headers(@Nullable Value object) {
    return headers(object, UnaryOperator.identity());
  }

  private static HttpHeaders headers(@Nullable Value object, UnaryOperator<String> spelling) {
    if (object == null || object.isNull()) {
      return new HttpHeaders();
    }
    if (object.isProxyObject() && object.asProxyObject() instanceof HeadersProxy proxy) {
      return proxy.headers();
    }
    if (!object.hasMembers()) {
      throw new IllegalHeaderException("headers", show(object), "expected: an object");
    }
    var headers = new HttpHeaders();
    for (var name : object.getMemberKeys()) {
      for (var value : values(name, object.getMember(name))) {
        headers.add(spelling.apply(name), value);
      }
    }
    return headers;
  }

  /// How a head's `headerNames` spells a field; as the script does if it says nothing of it.
  private UnaryOperator<String> spelling() {
    var names = realm.mentions().headerNames() ? object.getMember("headerNames") : null;
    if (names == null || names.isNull() || !names.hasMembers()) {
      return UnaryOperator.identity();
    }
    return name -> {
      var spelled = names.getMember(name.toLowerCase(Locale.ROOT));
      return spelled != null && spelled.isString() && spelled.asString().equalsIgnoreCase(name)
          ? spelled.asString()
          : name;
    };
  }

  /// The values that a script gives a field: several in an array, none with undefined.
  static List<String> values(String name, Value value) {
    var values = new ArrayList<String>();
    if (value.hasArrayElements()) {
      for (long i = 0; i < value.getArraySize(); i++) {
        values.addAll(values(name, value.getArrayElement(i)));
      }
    } else if (value.isString()) {
      values.add(value.asString());
    } else if (value.isNumber() || value.isBoolean()) {
      values.add(value.toString());
    } else if (!value.isNull()) {
      throw new IllegalHeaderException(
          "header", name, "expected: a string or an array of strings as value");
    }
    return values;
  }

  private static String show(Value value) {
    return value.isString() ? value.asString() : value.toString();
  }
}
