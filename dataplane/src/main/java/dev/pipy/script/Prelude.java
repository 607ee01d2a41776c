package dev.pipy.script;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;

/// What every script finds there: files of JavaScript, each a function of `host` (what the files
/// know of Java and of each other) and `globals` (what scripts see), run in this order. Immutable.
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
          "22-router.js",
          "23-policies.js",
          "24-balancers.js",
          "25-pool.js",
          "26-quota.js",
          "26-percentile.js",
          "30-url.js",
          "31-search-params.js",
          "32-netmask.js",
          "40-json.js",
          "41-xml.js",
          "42-crypto.js",
          "43-codecs.js",
          "44-os.js",
          "45-http-file.js",
          "46-crypto-work.js",
          "47-jose.js",
          "48-stats.js",
          "49-logging.js",
          "50-globals.js",
          "51-shared.js",
          "99-calls.js");

  private final List<Source> sources = new ArrayList<>();

  Prelude() {
    for (var file : FILES) {
      var text = read("prelude/" + file);
      sources.add(Source.newBuilder("js", text, "pipy:" + file).internal(true).buildLiteral());
    }
  }

  /// Runs all files and returns `host`. The context is entered.
  ///
  /// @param helpers Java objects by the name that files know them by
  Value run(Context context, Map<String, Object> helpers) {
    var globals = context.eval("js", "globalThis");
    var host = context.eval("js", "({})");
    helpers.forEach(host::putMember);
    for (var source : sources) {
      context.eval(source).executeVoid(host, globals);
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
