package dev.pipy.logging;

import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which target; loggers that name equal ones share it.
public sealed interface TargetSpec {

  /// Standard output, or standard error.
  ///
  /// @param isRaw whether records stand as they are, without a line break of their own
  record Stream(boolean isError, boolean isRaw) implements TargetSpec {}

  /// A file, one record a line.
  ///
  /// @param append whether what is there already stays
  /// @param maxSize bytes before the file is moved to `path.1`, `path.1` to `path.2` and so on; 0
  ///   is no limit
  /// @param maxCount files that are kept, 1 or more, the one being written among them
  /// @param rotateInterval how long before the file is moved; zero is no limit
  record File(Path path, boolean append, long maxSize, int maxCount, Duration rotateInterval)
      implements TargetSpec {}

  /// A server that gets batches of records as bodies of requests.
  ///
  /// @param headers names and values in turn
  /// @param bufferLimit bytes that may wait; what comes beyond is dropped
  /// @param size records in a batch at most
  /// @param interval how long the first record of a batch waits for others at most
  /// @param tls null for what the Java runtime trusts, and no certificate of ours
  record Http(
      String url,
      String method,
      List<String> headers,
      long bufferLimit,
      int size,
      Duration interval,
      String prefix,
      String postfix,
      String separator,
      @Nullable Tls tls)
      implements TargetSpec {
    /// Copies the headers.
    public Http {
      headers = List.copyOf(headers);
    }
  }

  /// How `https` is spoken.
  ///
  /// @param trusted who may issue the server's certificate; what the Java runtime trusts if empty
  /// @param chain who we are, our own certificate first; empty if nobody
  /// @param key of our own certificate; null if there is none
  record Tls(List<X509Certificate> trusted, List<X509Certificate> chain, @Nullable PrivateKey key) {
    /// Copies the lists.
    public Tls {
      trusted = List.copyOf(trusted);
      chain = List.copyOf(chain);
    }
  }

  /// A syslog server over UDP (RFC 5426).
  ///
  /// @param severity 0 (emergency) to 7 (debug), see RFC 5424 section 6.2.1
  record Syslog(int severity, String host, int port) implements TargetSpec {}
}
