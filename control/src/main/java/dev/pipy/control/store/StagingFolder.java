package dev.pipy.control.store;

import dev.pipy.control.store.BlobRejectedException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The folder of contents that wait for a revision: `DIGEST` is a whole one, `DIGEST.part` what a
/// broken upload left, and `DIGEST.N.tmp` one on its way, which a dying process leaves to the next
/// start to delete. Nothing is forced to the disk: whoever uses a content checks it.
final class StagingFolder implements BlobStaging {

  private static final Pattern WHOLE = Pattern.compile("[0-9a-f]{64}");
  private static final String PART = ".part";

  private final Path root;
  private final StoreLimits limits;
  private final InstantSource clock;
  private final Predicate<String> isStored;
  private final Map<String, Waiting> whole = new HashMap<>();
  private final Map<String, Waiting> parts = new HashMap<>();
  private final Set<FileUpload> uploads = new HashSet<>();
  private long serial;

  private record Waiting(long size, Instant since) {}

  /// @param isStored whether a revision has a content already
  StagingFolder(Path root, StoreLimits limits, InstantSource clock, Predicate<String> isStored) {
    this.root = root;
    this.limits = limits;
    this.clock = clock;
    this.isStored = isStored;
  }

  /// Finds what waits from before a restart.
  synchronized void load() throws IOException {
    if (!Files.isDirectory(root)) {
      return;
    }
    try (var files = Files.list(root)) {
      for (var file : files.toList()) {
        var name = String.valueOf(file.getFileName());
        boolean isPart = name.endsWith(PART);
        var digest = isPart ? name.substring(0, name.length() - PART.length()) : name;
        if (!WHOLE.matcher(digest).matches()) {
          Files.deleteIfExists(file);
          continue;
        }
        var since = Files.getLastModifiedTime(file).toInstant();
        (isPart ? parts : whole).put(digest, new Waiting(Files.size(file), since));
      }
    }
    expire();
  }

  @Override
  public synchronized List<Missing> missing(Collection<String> digests) {
    expire();
    var missing = new ArrayList<Missing>();
    for (var sha256 : new LinkedHashSet<>(digests)) {
      if (!renew(whole, sha256) && !isStored.test(sha256)) {
        boolean hasPart = renew(parts, sha256);
        var part = parts.get(sha256);
        missing.add(new Missing(sha256, hasPart && part != null ? part.size() : 0));
      }
    }
    return missing;
  }

  private boolean renew(Map<String, Waiting> waiting, String sha256) {
    return waiting.computeIfPresent(
            sha256, (_, known) -> new Waiting(known.size(), clock.instant()))
        != null;
  }

  @Override
  public synchronized Upload begin(String sha256, long size, long offset) throws StoreException {
    if (size > limits.blobBytes()) {
      throw new BlobRejectedException(
          Reason.TOO_LARGE, size + " bytes (expected: at most " + limits.blobBytes() + ")");
    }
    expire();
    var part = parts.get(sha256);
    if (offset > 0 && (part == null || part.size() < offset)) {
      throw new BlobRejectedException(
          Reason.OFFSET,
          "%s: %d bytes are here, the upload begins at %d"
              .formatted(sha256, part == null ? 0 : part.size(), offset));
    }
    long freed = part == null || offset == 0 ? 0 : part.size();
    int count = whole.size() + parts.size() + uploads.size();
    if (bytes() - freed + size > limits.stagedBytes() || count >= limits.stagedBlobs()) {
      throw new BlobRejectedException(
          Reason.STAGING_FULL,
          "%d bytes in %d files wait for deployments (expected: at most %d in %d)"
              .formatted(bytes(), count, limits.stagedBytes(), limits.stagedBlobs()));
    }
    var file = root.resolve(sha256 + "." + ++serial + ".tmp");
    try {
      Files.createDirectories(root);
      if (offset > 0) {
        Files.move(root.resolve(sha256 + PART), file, StandardCopyOption.ATOMIC_MOVE);
        parts.remove(sha256);
      }
      var upload = new FileUpload(sha256, size, file, offset);
      uploads.add(upload);
      return upload;
    } catch (IOException failure) {
      delete(file);
      throw StoreWriteException.of(root + ": cannot take a file", failure);
    }
  }

  @Override
  public synchronized void expire() {
    expire(whole, "");
    expire(parts, PART);
  }

  private void expire(Map<String, Waiting> waiting, String suffix) {
    var oldest = clock.instant().minus(limits.stagedLifetime());
    waiting
        .entrySet()
        .removeIf(entry ->
            entry.getValue().since().isBefore(oldest)
                && delete(root.resolve(entry.getKey() + suffix)));
  }

  @Override
  public Instant expiry() {
    return clock.instant().plus(limits.stagedLifetime());
  }

  @Override
  public synchronized long bytes() {
    long bytes = uploads.stream().mapToLong(upload -> upload.size).sum();
    for (var waiting : List.of(whole, parts)) {
      bytes += waiting.values().stream().mapToLong(Waiting::size).sum();
    }
    return bytes;
  }

  /// A content that waits; null if it does not, or no longer is what its digest names.
  synchronized byte @Nullable [] read(String sha256) throws IOException {
    if (!renew(whole, sha256)) {
      return null;
    }
    var file = root.resolve(sha256);
    try {
      var content = Files.readAllBytes(file);
      if (Digest.sha256(content).equals(sha256)) {
        return content;
      }
    } catch (NoSuchFileException expected) {
      // somebody else deleted it
    }
    delete(file);
    whole.remove(sha256);
    return null;
  }

  /// Deletes what a revision has now.
  synchronized void stored(Collection<String> digests) {
    for (var sha256 : digests) {
      if (whole.remove(sha256) != null) {
        delete(root.resolve(sha256));
      }
      if (parts.remove(sha256) != null) {
        delete(root.resolve(sha256 + PART));
      }
    }
  }

  /// Whether the file is gone. One that stays keeps being counted, and is tried again.
  private static boolean delete(Path file) {
    try {
      Files.deleteIfExists(file);
      return true;
    } catch (IOException expected) {
      return false;
    }
  }

  /// It waits from now on, also after a restart.
  private Waiting from(Path file, long size) throws IOException {
    var now = clock.instant();
    Files.setLastModifiedTime(file, FileTime.from(now));
    return new Waiting(size, now);
  }

  private synchronized void received(FileUpload upload) throws IOException {
    var waiting = from(upload.file, upload.size);
    Files.move(
        upload.file,
        root.resolve(upload.sha256),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    uploads.remove(upload);
    whole.put(upload.sha256, waiting);
    if (parts.remove(upload.sha256) != null) {
      delete(root.resolve(upload.sha256 + PART));
    }
  }

  private synchronized void brokenOff(FileUpload upload) {
    uploads.remove(upload);
    var known = parts.get(upload.sha256);
    if (upload.received == 0 || (known != null && known.size() >= upload.received)) {
      delete(upload.file);
      return;
    }
    try {
      var waiting = from(upload.file, upload.received);
      Files.move(
          upload.file,
          root.resolve(upload.sha256 + PART),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
      parts.put(upload.sha256, waiting);
    } catch (IOException expected) {
      delete(upload.file); // it has to be sent from its start
    }
  }

  private synchronized void rejected(FileUpload upload) {
    uploads.remove(upload);
    delete(upload.file);
  }

  /// One content on its way into a file of its own.
  private final class FileUpload implements Upload {

    private final String sha256;
    private final long size;
    private final Path file;
    private final FileChannel channel;
    private final MessageDigest digest = Digest.sha256();
    private long received;
    private boolean ended;

    FileUpload(String sha256, long size, Path file, long offset) throws IOException {
      this.sha256 = sha256;
      this.size = size;
      this.file = file;
      this.channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      try {
        channel.truncate(offset);
        readAgain(offset);
      } catch (IOException failure) {
        channel.close();
        throw failure;
      }
    }

    private void readAgain(long offset) throws IOException {
      var buffer = ByteBuffer.allocate(1 << 16);
      while (received < offset) {
        int read = channel.read(buffer);
        if (read < 0) {
          throw new IOException(file + ": shorter than it was");
        }
        digest.update(buffer.flip());
        buffer.clear();
        received += read;
      }
    }

    @Override
    public void write(byte[] bytes) throws StoreException {
      if (received + bytes.length > size) {
        throw reject("more than the " + size + " bytes that were announced");
      }
      try {
        var rest = ByteBuffer.wrap(bytes);
        while (rest.hasRemaining()) {
          channel.write(rest);
        }
      } catch (IOException failure) {
        end();
        rejected(this);
        throw StoreWriteException.of(root + ": cannot take a file", failure);
      }
      digest.update(bytes);
      received += bytes.length;
    }

    @Override
    public void finish() throws StoreException {
      if (received < size) {
        throw reject(received + " bytes (expected: the " + size + " that were announced)");
      }
      var found = HexFormat.of().formatHex(digest.digest());
      if (!found.equals(sha256)) {
        throw reject("the content has the digest " + found);
      }
      end();
      try {
        received(this);
      } catch (IOException failure) {
        rejected(this);
        throw StoreWriteException.of(root + ": cannot take a file", failure);
      }
    }

    private BlobRejectedException reject(String fault) {
      end();
      rejected(this);
      return new BlobRejectedException(Reason.MISMATCH, sha256 + ": " + fault);
    }

    @Override
    public void abandon() {
      if (!ended) {
        end();
        brokenOff(this);
      }
    }

    private void end() {
      ended = true;
      try {
        channel.close();
      } catch (IOException expected) {
        return; // what it holds is checked when it is used
      }
    }
  }
}
