package dev.pipy.control.remote;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Gets files over HTTP and remembers them, so that a server that says what is new (by ETag or
/// Last-Modified) is asked for nothing twice.
final class HttpFetch implements AutoCloseable {

  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);

  private final HttpClient client;
  private final String authorization;
  private final Map<URI, Known> known = new HashMap<>();

  /// What the server sent the last time, and the names that it gave to this state of it, if any.
  private static final class Known {

    private final byte[] bytes;
    private final String etag;
    private final String modified;

    Known(HttpResponse<byte[]> answer) {
      bytes = answer.body();
      etag = answer.headers().firstValue("etag").orElse("");
      modified = answer.headers().firstValue("last-modified").orElse("");
    }
  }

  /// @param user "name:password" to show; null for nothing
  HttpFetch(@Nullable String user) {
    authorization =
        user == null
            ? ""
            : "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
    client =
        HttpClient.newBuilder()
            .version(Version.HTTP_1_1) // no upgrade is tried, which some small servers dislike
            .connectTimeout(CONNECT_LIMIT)
            // a password must not travel to where somebody else points
            .followRedirects(user == null ? Redirect.NORMAL : Redirect.NEVER)
            .build();
  }

  /// The content of a file. Throws RemoteException if there is none, if it is larger than the
  /// limit, or if the time is over.
  ///
  /// @param deadline of System.nanoTime
  byte[] get(URI address, long limit, long deadline) throws RemoteException, InterruptedException {
    long rest = deadline - System.nanoTime();
    if (rest <= 0) {
      throw new RemoteException(address + ": no time is left");
    }
    var before = known.get(address);
    var future =
        client.sendAsync(
            request(address, before, Duration.ofNanos(rest)),
            BodyHandlers.limiting(BodyHandlers.ofByteArray(), limit));
    try {
      return content(address, before, future.get(rest, TimeUnit.NANOSECONDS));
    } catch (TimeoutException expected) {
      throw new RemoteException(address + ": no whole answer in time");
    } catch (ExecutionException failure) {
      throw new RemoteException(address + ": " + reason(failure.getCause(), limit));
    } finally {
      future.cancel(true);
    }
  }

  private HttpRequest request(URI address, @Nullable Known before, Duration limit) {
    var request = HttpRequest.newBuilder(address).timeout(limit).header("User-Agent", "pipy");
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    if (before != null && !before.etag.isEmpty()) {
      request.header("If-None-Match", before.etag);
    } else if (before != null && !before.modified.isEmpty()) {
      request.header("If-Modified-Since", before.modified);
    }
    return request.build();
  }

  private byte[] content(URI address, @Nullable Known before, HttpResponse<byte[]> answer)
      throws RemoteException {
    if (answer.statusCode() == 304 && before != null) {
      return before.bytes;
    }
    if (answer.statusCode() != 200) {
      throw new RemoteException(
          address + ": the server answers " + answer.statusCode() + " (expected: 200)");
    }
    known.put(address, new Known(answer));
    return answer.body();
  }

  private static String reason(@Nullable Throwable failure, long limit) {
    return switch (failure) {
      case HttpConnectTimeoutException _ -> "the server does not take the connection";
      case HttpTimeoutException _ -> "no whole answer in time";
      case ConnectException _ -> "the server cannot be reached";
      case IOException io when String.valueOf(io.getMessage()).contains("capacity") ->
          "larger than " + limit + " bytes";
      case IOException io ->
          "the answer is broken"
              + (io.getMessage() == null || io.getMessage().isBlank()
                  ? ""
                  : " (" + io.getMessage() + ")");
      case null, default -> "no answer (" + failure + ")";
    };
  }

  /// Forgets files that are not among these.
  void keepOnly(Collection<URI> addresses) {
    known.keySet().retainAll(addresses);
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
