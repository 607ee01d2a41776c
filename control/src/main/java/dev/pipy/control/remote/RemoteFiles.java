package dev.pipy.control.remote;

import dev.pipy.control.codebase.CodebaseLimits;
import dev.pipy.control.codebase.PathCheck;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// The files of a codebase behind a URL. One that ends with `/` is a folder: its answer is the list
/// of its files, each of which is fetched from below it. Any other is one script.
public final class RemoteFiles implements AutoCloseable {

  /// 16 MiB a file, 64 MiB in all, 2000 files.
  public static final CodebaseLimits LIMITS =
      new CodebaseLimits(64L << 20, 64L << 20, 16L << 20, 2000, 255);

  private static final Duration TIME_LIMIT = Duration.ofSeconds(30);
  private static final int LIST_BYTES = 1 << 20;
  private static final int MOST_ROUNDS = 3;

  private final URI location;
  private final HttpFetch http;
  private final CodebaseLimits limits;
  private final Duration timeLimit;
  private Map<String, byte[]> last = Map.of();

  /// @param location an absolute URL of HTTP or HTTPS
  public RemoteFiles(URI location) {
    this(location, LIMITS, TIME_LIMIT);
  }

  RemoteFiles(URI location, CodebaseLimits limits, Duration timeLimit) {
    this.location = withoutUser(location);
    this.http = new HttpFetch(location.getUserInfo());
    this.limits = limits;
    this.timeLimit = timeLimit;
  }

  private static URI withoutUser(URI location) {
    try {
      var path = location.getPath();
      return new URI(
          location.getScheme(),
          null,
          location.getHost(),
          location.getPort(),
          path == null || path.isEmpty() ? "/" : path,
          location.getQuery(),
          null);
    } catch (URISyntaxException impossible) {
      throw new IllegalArgumentException(impossible); // it was a URI before
    }
  }

  /// Where it is, without credentials.
  public URI location() {
    return location;
  }

  /// Whether it is a folder rather than a script.
  public boolean isFolder() {
    return location.getPath().endsWith("/");
  }

  /// The names that its path consists of.
  public List<String> names() {
    return Arrays.stream(location.getPath().split("/", -1))
        .filter(name -> !name.isEmpty())
        .toList();
  }

  /// The last name of its path; the host's if there is none.
  public String name() {
    var names = names();
    return names.isEmpty() ? location.getHost() : names.getLast();
  }

  /// Fetches what there is now; empty if that is what it was the last time. What changes in between
  /// is fetched again, so that no mixture of two versions is taken for one.
  ///
  /// @return content by relative path, which must not be changed
  public Optional<Map<String, byte[]>> poll() throws RemoteException, InterruptedException {
    long deadline = System.nanoTime() + timeLimit.toNanos();
    var now = fetch(deadline);
    if (equal(now, last)) {
      return Optional.empty();
    }
    for (int round = 1; round < MOST_ROUNDS; round++) {
      var again = fetch(deadline);
      if (equal(again, now)) {
        last = now;
        return Optional.of(now);
      }
      now = again;
    }
    throw new RemoteException(location + ": changes while it is fetched");
  }

  /// Forgets what was fetched the last time, so that the next poll gives it again.
  public void forget() {
    last = Map.of();
  }

  private static boolean equal(Map<String, byte[]> one, Map<String, byte[]> other) {
    return one.keySet().equals(other.keySet())
        && one.entrySet().stream()
            .allMatch(file -> Arrays.equals(file.getValue(), other.get(file.getKey())));
  }

  private Map<String, byte[]> fetch(long deadline) throws RemoteException, InterruptedException {
    if (!isFolder()) {
      var fault = new PathCheck(limits).fault(name());
      if (fault != null) {
        throw new RemoteException(location + ": names a file that cannot be: " + fault);
      }
      return Map.of(name(), http.get(location, limits.fileBytes(), deadline));
    }
    Set<URI> addresses = new HashSet<>(Set.of(location));
    Map<String, byte[]> files = new TreeMap<>();
    long room = limits.totalBytes();
    for (var path : list(deadline)) {
      var address = below(path);
      addresses.add(address);
      var content = http.get(address, Math.min(limits.fileBytes(), room), deadline);
      room -= content.length;
      files.put(path, content);
    }
    http.keepOnly(addresses);
    return files;
  }

  private List<String> list(long deadline) throws RemoteException, InterruptedException {
    try {
      return FileList.parse(http.get(location, LIST_BYTES, deadline), limits);
    } catch (IllegalArgumentException malformed) {
      throw new RemoteException(location + ": the list of files " + malformed.getMessage());
    }
  }

  private URI below(String path) throws RemoteException {
    try {
      // the path is absolute while it is escaped, so that a colon in it begins no scheme
      var escaped = new URI(null, null, "/" + path, null).getRawPath();
      return location.resolve("." + escaped);
    } catch (URISyntaxException | IllegalArgumentException malformed) {
      throw new RemoteException(location + ": no address for the file " + path);
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
