package dev.pipy.script;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;

/// What every script finds there: files of JavaScript, each a function of `host` (what the files
/// know of Java and of each other) and `globals` (what scripts see). Immutable.
final class Prelude {

  /// Longer words are not looked up.
  private static final int LONGEST_NAME = 32;

  private static final List<String> FILES =
      List.of(
          "00-check.js",
          "01-expect.js",
          "10-data.js",
          "11-trees.js",
          "20-events.js",
          "40-pipy.js",
          "40-json.js",
          "99-calls.js");

  private static final List<OnDemand> ON_DEMAND =
      List.of(
          new OnDemand("", "algo", "20-algo.js"),
          new OnDemand("algo", "Cache", "21-cache.js"),
          new OnDemand("algo", "URLRouter", "22-router.js"),
          new OnDemand(
              "algo",
              "RoundRobinLoadBalancer LeastWorkLoadBalancer HashingLoadBalancer",
              "23-policies.js",
              "24-balancers.js"),
          new OnDemand("algo", "ResourcePool", "25-pool.js"),
          new OnDemand("algo", "Percentile", "26-percentile.js"),
          new OnDemand("algo", "Quota", "26-quota.js"),
          new OnDemand("algo", "LoadBalancer", "27-load-balancer.js"),
          new OnDemand("algo", "SharedMap uuid", "28-shared.js"),
          new OnDemand("", "Swap", "26-swap.js"),
          new OnDemand("", "ListenerArray", "27-listeners.js"),
          new OnDemand("", "console", "30-console.js"),
          new OnDemand("", "URL URLSearchParams", "31-search-params.js", "30-url.js"),
          new OnDemand("", "IP IPMask IPEndpoint Netmask", "32-netmask.js"),
          new OnDemand("", "XML", "41-xml.js"),
          new OnDemand("", "crypto", "42-crypto.js"),
          new OnDemand("crypto", "Hash Hmac Cipher Decipher Sign Verify", "46-crypto-work.js"),
          new OnDemand("crypto", "JWK JWT", "47-jose.js"),
          new OnDemand("", "Hessian RESP YAML zlib", "43-codecs.js"),
          new OnDemand("", "protobuf", "43-protobuf.js"),
          new OnDemand("", "STUN", "43-stun.js"),
          new OnDemand("", "DNS", "43-dns.js"),
          new OnDemand("", "os", "44-os.js"),
          new OnDemand(
              "",
              "http",
              "45-http-file.js",
              "45-http-directory.js",
              "45-http-match.js",
              "45-http-agent.js"),
          new OnDemand("", "stats", "48-stats.js"),
          new OnDemand("", "logging print println", "49-logging.js"),
          new OnDemand("", "repeat branch select", "50-globals.js"),
          new OnDemand("", "Timeout invoke", "51-timeout.js"),
          new OnDemand("", "sqlite", "53-sqlite.js"),
          new OnDemand("", "Int CString CStruct CUnion", "54-structs.js"));

  private final Map<String, Source> sources = new HashMap<>();

  private final Set<String> onDemandNames = new HashSet<>();

  /// Files that run when a script of the realm mentions what they define, so that what nobody uses
  /// takes neither time at the start nor memory.
  ///
  /// @param namespace the object that has the names, which is itself on demand; empty for the
  ///   global one
  /// @param names separated by spaces
  private record OnDemand(String namespace, String names, List<String> files) {

    OnDemand(String namespace, String names, String... files) {
      this(namespace, names, List.of(files));
    }
  }

  Prelude() {
    FILES.forEach(this::add);
    for (var group : ON_DEMAND) {
      onDemandNames.addAll(List.of(group.names().split(" ")));
      for (var file : group.files()) {
        add(file);
      }
    }
  }

  private void add(String file) {
    var text = read("prelude/" + file);
    sources.put(file, Source.newBuilder("js", text, "pipy:" + file).internal(true).buildLiteral());
  }

  /// Runs the files and returns `host`. The context is entered.
  ///
  /// @param helpers Java objects by the name that files know them by
  Value run(Context context, Map<String, Object> helpers) {
    var globals = context.eval("js", "globalThis");
    var host = context.eval("js", "({})");
    helpers.forEach(host::putMember);
    for (var file : FILES) {
      context.eval(sources.get(file)).executeVoid(host, globals);
    }
    offer("", context, host, globals);
    return host;
  }

  private void offer(String namespace, Context context, Value host, Value globals) {
    var later = host.getMember("later");
    for (var group : ON_DEMAND) {
      if (group.namespace().equals(namespace)) {
        ProxyExecutable load =
            _ -> {
              for (var file : group.files()) {
                context.eval(sources.get(file)).executeVoid(host, globals);
              }
              offer(group.names(), context, host, globals);
              return null;
            };
        var holder = namespace.isEmpty() ? globals : globals.getMember(namespace);
        later.executeVoid(holder, group.names(), load);
      }
    }
  }

  /// The names in a script for which files have to run, separated by spaces. One too many does no
  /// harm: a name in a comment, or a property of that name.
  String needs(String script) {
    var found = new TreeSet<String>();
    int length = script.length();
    int at = 0;
    while (at < length) {
      int start = at;
      while (at < length && Character.isJavaIdentifierPart(script.charAt(at))) {
        at++;
      }
      if (at == start) {
        at++;
      } else if (at - start <= LONGEST_NAME) {
        var word = script.substring(start, at);
        if (onDemandNames.contains(word)) {
          found.add(word);
        }
      }
    }
    return String.join(" ", found);
  }

  private static String read(String resource) {
    try (var stream = Prelude.class.getResourceAsStream(resource)) {
      if (stream == null) {
        throw new IllegalStateException(resource + " is not in the jar");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
