package dev.pipy.script;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyArray;
import org.graalvm.polyglot.proxy.ProxyExecutable;

/// What every script finds there: files of JavaScript, each a function of `host` (what the files
/// know of Java and of each other) and `globals` (what scripts see). Immutable.
final class Prelude {

  private static final List<String> FILES =
      List.of(
          "00-check.js",
          "10-data.js",
          "11-trees.js",
          "20-events.js",
          "30-console.js",
          "40-pipy.js",
          "20-algo.js",
          "21-cache.js",
          "26-quota.js",
          "26-swap.js",
          "40-json.js",
          "42-crypto.js",
          "44-os.js",
          "50-globals.js",
          "51-shared.js",
          "99-calls.js");

  private static final List<OnDemand> ON_DEMAND =
      List.of(
          new OnDemand("algo", List.of("URLRouter"), List.of("22-router.js")),
          new OnDemand(
              "algo",
              List.of("RoundRobinLoadBalancer", "LeastWorkLoadBalancer", "HashingLoadBalancer"),
              List.of("23-policies.js", "24-balancers.js")),
          new OnDemand("algo", List.of("ResourcePool"), List.of("25-pool.js")),
          new OnDemand("algo", List.of("Percentile"), List.of("26-percentile.js")),
          new OnDemand(
              "", List.of("URL", "URLSearchParams"), List.of("31-search-params.js", "30-url.js")),
          new OnDemand(
              "", List.of("IP", "IPMask", "IPEndpoint", "Netmask"), List.of("32-netmask.js")),
          new OnDemand("", List.of("XML"), List.of("41-xml.js")),
          new OnDemand("", List.of("Hessian", "RESP", "YAML", "zlib"), List.of("43-codecs.js")),
          new OnDemand("", List.of("protobuf"), List.of("43-protobuf.js")),
          new OnDemand(
              "",
              List.of("http"),
              List.of(
                  "45-http-file.js",
                  "45-http-directory.js",
                  "45-http-match.js",
                  "45-http-agent.js")),
          new OnDemand(
              "crypto",
              List.of("Hash", "Hmac", "Cipher", "Decipher", "Sign", "Verify"),
              List.of("46-crypto-work.js")),
          new OnDemand("crypto", List.of("JWK", "JWT"), List.of("47-jose.js")),
          new OnDemand("", List.of("stats"), List.of("48-stats.js")),
          new OnDemand("", List.of("logging", "print", "println"), List.of("49-logging.js")),
          new OnDemand("", List.of("sqlite"), List.of("53-sqlite.js")),
          new OnDemand(
              "", List.of("Int", "CString", "CStruct", "CUnion"), List.of("54-structs.js")),
          new OnDemand("", List.of("STUN"), List.of("43-stun.js")),
          new OnDemand("", List.of("DNS"), List.of("43-dns.js")),
          new OnDemand("algo", List.of("LoadBalancer"), List.of("27-load-balancer.js")));

  private final Map<String, Source> sources = new HashMap<>();

  /// Files that run when a script of the realm mentions what they define, so that what nobody uses
  /// takes neither time at the start nor memory.
  ///
  /// @param namespace the global object that has the names; empty for the global one itself
  private record OnDemand(String namespace, List<String> names, List<String> files) {}

  Prelude() {
    FILES.forEach(this::add);
    ON_DEMAND.forEach(group -> group.files().forEach(this::add));
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
    for (var group : ON_DEMAND) {
      ProxyExecutable load =
          _ -> {
            for (var file : group.files()) {
              context.eval(sources.get(file)).executeVoid(host, globals);
            }
            return null;
          };
      var namespace = group.namespace().isEmpty() ? globals : globals.getMember(group.namespace());
      host.invokeMember("later", namespace, ProxyArray.fromArray(group.names().toArray()), load);
    }
    return host;
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
