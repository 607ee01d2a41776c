package dev.pipy.filter.proxyprotocol;

import dev.pipy.codec.proxyprotocol.ProxyHeader;
import dev.pipy.codec.proxyprotocol.ProxyHeader.Peer;
import dev.pipy.codec.proxyprotocol.ProxyHeader.Protocol;
import dev.pipy.codec.proxyprotocol.ProxyHeaderWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// PROXY headers as objects of scripts.
final class ProxyHeaderObject {

  static final String FIELDS =
      "`version` (1 or 2), `command` (`'PROXY'` or `'LOCAL'`, version 2 only), `protocol` (`'TCP4'`"
          + " `'TCP6'` `'UDP4'` `'UDP6'` `'UNIX'` `'UNIX_DGRAM'` `'UNKNOWN'`), `sourceAddress`,"
          + " `sourcePort`, `targetAddress`, `targetPort`";

  private ProxyHeaderObject() {}

  /// The object of a header.
  static Map<String, @Nullable Object> of(ProxyHeader header) {
    var object = new LinkedHashMap<String, @Nullable Object>();
    object.put("version", header.version());
    if (header.version() == 2) {
      object.put("command", header.isLocal() ? "LOCAL" : "PROXY");
    }
    object.put("protocol", header.protocol().name());
    put(object, "source", header.source(), header.protocol());
    put(object, "target", header.target(), header.protocol());
    return object;
  }

  private static void put(
      Map<String, @Nullable Object> object, String which, @Nullable Peer peer, Protocol protocol) {
    if (peer != null) {
      object.put(which + "Address", peer.address());
      if (protocol.hasPorts()) {
        object.put(which + "Port", peer.port());
      }
    }
  }

  /// The header of an object; throws IllegalArgumentException, with the complaint, if it is none.
  static ProxyHeader read(Map<String, @Nullable Object> object) {
    var source = peer(object, "source");
    var target = peer(object, "target");
    var header =
        new ProxyHeader(
            object.get("version") == null ? 1 : number(object, "version"),
            isLocal(object.get("command")),
            protocol(object.get("protocol"), source, target),
            source,
            target);
    var problem = ProxyHeaderWriter.problem(header);
    if (problem != null) {
      throw new IllegalArgumentException(problem);
    }
    return header;
  }

  private static boolean isLocal(@Nullable Object command) {
    return switch (command) {
      case null -> false;
      case String text when text.equals("LOCAL") -> true;
      case String text when text.equals("PROXY") -> false;
      default ->
          throw new IllegalArgumentException(
              "command: " + command + " (expected: 'PROXY' or 'LOCAL')");
    };
  }

  private static Protocol protocol(
      @Nullable Object name, @Nullable Peer source, @Nullable Peer target) {
    if (name == null) {
      return ProxyHeaderWriter.usualProtocol(
          source == null ? null : source.address(), target == null ? null : target.address());
    }
    for (var protocol : Protocol.values()) {
      if (protocol.name().equals(name)) {
        return protocol;
      }
    }
    throw new IllegalArgumentException(
        "protocol: " + name + " (expected: one of " + List.of(Protocol.values()) + ")");
  }

  private static @Nullable Peer peer(Map<String, @Nullable Object> object, String which) {
    return switch (object.get(which + "Address")) {
      case null -> null;
      case String address ->
          new Peer(
              address, object.get(which + "Port") == null ? 0 : number(object, which + "Port"));
      case Object other ->
          throw new IllegalArgumentException(which + "Address: " + other + " (expected: a string)");
    };
  }

  private static int number(Map<String, @Nullable Object> object, String name) {
    var value = object.get(name);
    if (value instanceof Number number && number.doubleValue() == number.intValue()) {
      return number.intValue();
    }
    throw new IllegalArgumentException(name + ": " + value + " (expected: a whole number)");
  }
}
