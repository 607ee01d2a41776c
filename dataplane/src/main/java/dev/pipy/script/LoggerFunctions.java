package dev.pipy.script;

import dev.pipy.event.Bytes;
import dev.pipy.logging.LogTargets;
import dev.pipy.logging.TargetSpec;
import dev.pipy.tls.CertificateChain;
import dev.pipy.tls.TlsKey;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.Value;

/// The script's `logging`: what one realm uses of the log targets of the process. Public because
/// the prelude calls it.
public final class LoggerFunctions {

  private static final List<String> SEVERITIES =
      List.of("EMERG", "ALERT", "CRIT", "ERR", "WARNING", "NOTICE", "INFO", "DEBUG");

  private final LogTargets targets;
  private final ScriptServices services;
  private final WorkingFolder working;
  private final TreeFunctions functions;
  private final List<LogTargets.Handle> used = new ArrayList<>();

  LoggerFunctions(
      LogTargets targets, ScriptServices services, WorkingFolder working, TreeFunctions functions) {
    this.targets = targets;
    this.services = services;
    this.working = working;
    this.functions = functions;
  }

  /// Standard output or standard error.
  @HostAccess.Export
  public Object toStream(boolean isError) {
    return acquire(new TargetSpec.Stream(isError, false));
  }

  /// Standard output, for text without line breaks of its own.
  @HostAccess.Export
  public Object toTerminal() {
    return acquire(new TargetSpec.Stream(false, true));
  }

  /// A file; sizes in bytes, times in milliseconds.
  @HostAccess.Export
  public Object toFile(
      String path, boolean append, double maxSize, int maxCount, double rotateMillis) {
    if (!services.systemAccess().allowsChanges()) {
      throw functions.trees().error("toFile: " + services.systemAccess().refusal("writing files"));
    }
    try {
      var resolved = working.resolve(path);
      return acquire(
          new TargetSpec.File(
              resolved.normalize(),
              append,
              (long) maxSize,
              Math.max(1, maxCount),
              Duration.ofMillis((long) rotateMillis)));
    } catch (InvalidPathException invalid) {
      throw functions.trees().error("toFile: " + path + ": " + invalid.getReason());
    }
  }

  /// A syslog server.
  @HostAccess.Export
  public Object toSyslog(String priority, String host, int port) {
    int severity = SEVERITIES.indexOf(priority);
    if (severity < 0) {
      throw functions
          .trees()
          .error("toSyslog: " + priority + " (expected: " + String.join(", ", SEVERITIES) + ")");
    }
    return acquire(new TargetSpec.Syslog(severity, host, port));
  }

  /// An HTTP server.
  ///
  /// @param tls whom to trust, a list; the chain and the key of our own certificate, each null if
  ///   there is none; the whole is null if nothing is said
  @HostAccess.Export
  public Object toHttp(
      String url,
      String method,
      Value headers,
      double bufferLimit,
      int size,
      double intervalMillis,
      Value texts,
      Value tls) {
    var uri = URI.create("");
    try {
      uri = URI.create(url);
    } catch (IllegalArgumentException expected) {
      // is refused below
    }
    if (uri.getHost() == null
        || !("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
      throw functions.trees().error("toHTTP: " + url + " (expected: such as http://host/path)");
    }
    return acquire(
        new TargetSpec.Http(
            url,
            method,
            strings(headers),
            (long) bufferLimit,
            Math.max(1, size),
            Duration.ofMillis((long) intervalMillis),
            strings(texts).get(0),
            strings(texts).get(1),
            strings(texts).get(2),
            tls.isNull() ? null : tls(tls)));
  }

  private static TargetSpec.Tls tls(Value given) {
    var trusted = new ArrayList<X509Certificate>();
    var issuers = given.getArrayElement(0);
    for (long i = 0; i < issuers.getArraySize(); i++) {
      CertificateChain chain = issuers.getArrayElement(i).asHostObject();
      trusted.addAll(chain.certificates());
    }
    var own = given.getArrayElement(1);
    var key = given.getArrayElement(2);
    return new TargetSpec.Tls(
        trusted,
        own.isNull() ? List.of() : own.<CertificateChain>asHostObject().certificates(),
        key.isNull() ? null : key.<TlsKey>asHostObject().key());
  }

  /// Gives a record to a target.
  @HostAccess.Export
  public void write(LogTargets.Handle target, Bytes record) {
    target.write(record.toArray());
  }

  private Object acquire(TargetSpec spec) {
    try {
      var handle = targets.acquire(spec);
      used.add(handle);
      return handle;
    } catch (IllegalArgumentException refused) {
      throw functions.trees().error(String.valueOf(refused.getMessage()));
    }
  }

  private static List<String> strings(Value array) {
    return IntStream.range(0, (int) array.getArraySize())
        .mapToObj(i -> array.getArrayElement(i).asString())
        .toList();
  }

  void close() {
    used.forEach(LogTargets.Handle::close);
    used.clear();
  }
}
