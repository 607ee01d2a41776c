package dev.pipy.script;

import dev.pipy.codec.http.HttpHead;
import dev.pipy.codec.http.HttpTail;
import dev.pipy.codec.http.RequestHead;
import dev.pipy.codec.http.ResponseHead;
import dev.pipy.event.Bytes;
import dev.pipy.event.Event;
import dev.pipy.event.FieldHead;
import dev.pipy.event.Head;
import dev.pipy.event.Message;
import dev.pipy.event.Payload;
import dev.pipy.event.StreamError;
import dev.pipy.quota.Quota;
import dev.pipy.tls.CertificateChain;
import dev.pipy.tls.TlsKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.jspecify.annotations.Nullable;

/// Values on their way between Java and scripts, as the table in [dev.pipy.pipeline.Callback] says.
/// The realm is entered.
final class ScriptValues {

  private final ScriptRealm realm;
  private final ScriptFunctions functions;

  ScriptValues(ScriptRealm realm, ScriptFunctions functions) {
    this.realm = realm;
    this.functions = functions;
  }

  /// What a script is given for a neutral value.
  Object toScript(@Nullable Object value) {
    return switch (value) {
      case null -> functions.undefined();
      case Boolean flag -> flag;
      case String text -> text;
      case Integer number -> number;
      case Number number -> number.doubleValue();
      case Event.MessageStart start ->
          functions.newMessageStart().execute(start, headToScript(start.head()));
      case Event.MessageEnd end ->
          functions.newMessageEnd().execute(end, headToScript(end.tail()), end.payload());
      case Event.StreamEnd end -> functions.newStreamEnd().execute(end, errorToScript(end.error()));
      case Head head -> {
        var shown = headToScript(head);
        yield shown == null ? functions.undefined() : shown;
      }
      case Bytes bytes -> functions.dataOf().execute(bytes);
      case Message message ->
          functions
              .newMessage()
              .execute(
                  message,
                  headToScript(message.head()),
                  message.body(),
                  headToScript(message.tail()),
                  message.payload());
      case List<?> list ->
          functions.list().execute((Object) list.stream().map(this::toScript).toArray());
      case Map<?, ?> map -> object(map);
      case ScriptRef object -> object.value();
      case CertificateChain chain -> functions.newCertificateChain().execute(chain);
      case Quota quota -> functions.newQuota().execute(quota);
      case TlsKey key -> functions.newPrivateKey().execute(key);
      case ScriptCallback function -> function.function();
      case Runnable action ->
          (ProxyExecutable)
              _ -> {
                action.run();
                return null;
              };
      default ->
          throw new IllegalArgumentException(
              "value: " + value.getClass().getName() + " (expected: a neutral value)");
    };
  }

  private Object errorToScript(@Nullable StreamError error) {
    if (error == null) {
      return "";
    }
    return error.reason() instanceof ScriptReason own && own.realm() == realm
        ? own.value()
        : error.code();
  }

  private Value object(Map<?, ?> map) {
    var parts = new ArrayList<Object>(2 * map.size());
    map.forEach((name, value) -> {
      parts.add(String.valueOf(name));
      parts.add(toScript(value));
    });
    return functions.object().execute(parts.toArray());
  }

  /// The neutral form of a script's value.
  @Nullable Object fromScript(Value value) {
    if (value.isNull()) {
      return null;
    }
    if (value.isString()) {
      return value.asString();
    }
    if (value.isBoolean()) {
      return value.asBoolean();
    }
    if (value.isNumber()) {
      return value.fitsInInt() ? (Object) value.asInt() : (Object) value.asDouble();
    }
    if (value.isHostObject()) {
      return value.asHostObject();
    }
    if (value.canExecute()) {
      return new ScriptCallback(realm, value);
    }
    if (value.hasArrayElements()) {
      return list(value);
    }
    var host = functions.toHost().execute(value);
    return host.isHostObject() ? host.asHostObject() : new ScriptRef(realm, value);
  }

  /// Whether a value is undefined, null, a boolean, a string or a number.
  static boolean isPrimitive(Value value) {
    return value.isNull() || value.isBoolean() || value.isString() || value.isNumber();
  }

  /// What a script sees of a head or tail: the same object each time for a head. Null for none, and
  /// for those of protocols that show nothing.
  @Nullable Object headToScript(@Nullable Head head) {
    return switch (head) {
      case ScriptHead made -> made.object();
      case HttpHead received -> viewOf(received);
      case FieldHead named -> viewOf(named);
      case HttpTail tail -> tailToScript(tail);
      case null, default -> null;
    };
  }

  private Value tailToScript(HttpTail tail) {
    var headers = new HeadersProxy(realm, null, tail.headers());
    var size = tail.size();
    return size == null
        ? functions.newTail().execute(headers)
        : functions
            .newTail()
            .execute(
                tail.headers().isEmpty() ? null : headers,
                (double) size.head(),
                (double) size.body());
  }

  /// The head that a script's object stands for.
  @Nullable Head headFromScript(Value object) {
    return object.isNull() ? null : new ScriptHead(realm, object);
  }

  /// The tail that a script's object stands for: with headers those of HTTP, otherwise named
  /// values.
  @Nullable Head tailFromScript(Value object) {
    if (object.isNull()) {
      return null;
    }
    return object.hasMember("headers")
        ? new HttpTail(ScriptHead.headers(object.getMember("headers")))
        : new ScriptHead(realm, object);
  }

  /// What a script sees of a payload: the same object each time, made when it is first asked for.
  @Nullable Object payloadToScript(Payload payload) {
    if (payload.view() instanceof ScriptPayload known && known.realm() == realm) {
      return known.value();
    }
    var value = payload.value();
    var seen = realm.exactTrees().toScript(value);
    if (value instanceof List<?> || value instanceof Map<?, ?> || value instanceof Bytes) {
      payload.attachView(new ScriptPayload(realm, realm.context().asValue(seen)));
    }
    return seen;
  }

  /// The payload that a script's value stands for.
  Payload payloadFromScript(Value value) {
    return Payload.of(new ScriptPayload(realm, value));
  }

  private Value viewOf(HttpHead head) {
    if (head.view() instanceof ScriptHead known && known.realm() == realm) {
      return known.object();
    }
    var headers = new HeadersProxy(realm, head);
    var object =
        switch (head) {
          case RequestHead request ->
              functions
                  .newRequestHead()
                  .execute(
                      request.protocol(),
                      request.method(),
                      request.path(),
                      headers,
                      request.scheme(),
                      request.authority());
          case ResponseHead response ->
              functions
                  .newResponseHead()
                  .execute(response.protocol(), response.status(), response.statusText(), headers);
        };
    if (realm.mentions().headerNames()) {
      functions.nameHeaders().executeVoid(object, headerNames(head));
    }
    head.attachView(new ScriptHead(realm, object, headers));
    return object;
  }

  /// The fields that are not spelled in lower case; null in HTTP/2, where all are.
  private @Nullable Value headerNames(HttpHead head) {
    if (head.protocol().equals("HTTP/2")) {
      return null;
    }
    var names = new LinkedHashMap<String, String>();
    var headers = head.headers();
    for (int i = 0; i < headers.size(); i++) {
      var spelled = headers.nameAt(i);
      var name = spelled.toLowerCase(Locale.ROOT);
      if (!name.equals(spelled)) {
        names.put(name, spelled);
      }
    }
    return object(names);
  }

  private Value viewOf(FieldHead head) {
    if (head.view() instanceof ScriptHead known && known.realm() == realm) {
      return known.object();
    }
    var object = object(FieldHead.of(head));
    head.attachView(new ScriptHead(realm, object));
    return object;
  }

  private List<@Nullable Object> list(Value array) {
    var list = new ArrayList<@Nullable Object>();
    for (long i = 0; i < array.getArraySize(); i++) {
      list.add(fromScript(array.getArrayElement(i)));
    }
    return list;
  }
}
