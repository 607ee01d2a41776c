package dev.pipy.ctl.codebase;

import dev.pipy.ctl.outcome.CommandFailure;
import dev.pipy.ctl.output.Quantities;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/// The files of a codebase in a tar archive, packed by gzip or not: everything but hidden files. A
/// folder that holds all of them is taken off their paths.
///
/// Nothing is unpacked to the disk. An archive with an entry that has no place in a codebase is
/// refused as a whole: absolute paths, `..`, links, devices, paths that are there twice or differ
/// by case only, more files or bytes than a server takes.
public final class CodebaseArchive {

  private static final int MOST_ENTRIES = 20_000;

  /// What an archive may unpack to, with headers, padding and hidden files.
  private static final long MOST_BYTES = 2 * CodebaseFolder.LIMIT_BYTES;

  private static final int PATH_BYTES = 1024;

  private final String place;
  private final Map<String, byte[]> files = new TreeMap<>();
  private final Map<String, String> seen = new TreeMap<>(); // by path in lower case
  private long bytes;

  private CodebaseArchive(String place) {
    this.place = place;
  }

  /// Whether a name is that of an archive.
  public static boolean isArchive(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    return name.endsWith(".tar") || name.endsWith(".tar.gz") || name.endsWith(".tgz");
  }

  /// The name of an archive without what says that it is one.
  public static Path withoutSuffix(Path file) {
    String name = String.valueOf(file.getFileName());
    return file.resolveSibling(name.replaceFirst("(?i)\\.(tar|tar\\.gz|tgz)$", ""));
  }

  /// Reads a file.
  public static CodebaseFolder read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return read(in, file.toString());
    } catch (NoSuchFileException e) {
      throw CommandFailure.usage(file + ": no such file or folder");
    } catch (IOException e) {
      throw CommandFailure.usage(file + ": cannot be read: " + e.getMessage());
    }
  }

  /// Reads a stream to its end.
  ///
  /// @param place what it is, for messages
  public static CodebaseFolder read(InputStream in, String place) {
    CodebaseArchive archive = new CodebaseArchive(place);
    try {
      archive.readEntries(new TarArchiveInputStream(new Bounded(unpacked(in)), "UTF-8"));
    } catch (IOException | IllegalArgumentException e) {
      throw CommandFailure.usage(
          place + ": no tar archive, or a damaged one (" + e.getMessage() + ")",
          "Make one: tar czf proxy.tgz -C proxy .");
    }
    return archive.codebase();
  }

  private static InputStream unpacked(InputStream in) throws IOException {
    BufferedInputStream buffered = new BufferedInputStream(in);
    buffered.mark(2);
    boolean isGzip = buffered.read() == 0x1f && buffered.read() == 0x8b;
    buffered.reset();
    return isGzip ? new BufferedInputStream(new GZIPInputStream(buffered)) : buffered;
  }

  private void readEntries(TarArchiveInputStream tar) throws IOException {
    int entries = 0;
    for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
      if (++entries > MOST_ENTRIES) {
        throw CodebaseFolder.tooMuch(
            place + ": more than " + MOST_ENTRIES + " entries in the archive");
      }
      String path = checkedPath(entry);
      if (entry.isDirectory() || isHidden(path)) {
        continue;
      }
      add(path, tar, entry);
    }
  }

  private String checkedPath(TarArchiveEntry entry) {
    String name = entry.getName();
    if (name.length() > PATH_BYTES) {
      throw refused(name.substring(0, PATH_BYTES) + "...", "the path is too long");
    }
    if (name.startsWith("/")) {
      throw refused(name, "an absolute path");
    }
    if (name.indexOf('\\') >= 0 || name.chars().anyMatch(Character::isISOControl)) {
      throw refused(printable(name), "a backslash or control character in the path");
    }
    String path = name.replaceFirst("^(\\./+)+", "").replaceFirst("/+$", "");
    if (path.isEmpty() || path.equals(".")) {
      if (entry.isDirectory()) {
        return ".";
      }
      throw refused(name, "a file without a name");
    }
    for (String segment : path.split("/", -1)) {
      if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
        throw refused(name, "a segment \"" + segment + "\" in the path");
      }
    }
    if (entry.isSymbolicLink() || entry.isLink()) {
      throw refused(name, "a link");
    }
    byte kind = entry.getLinkFlag();
    boolean isFile = kind == TarConstants.LF_NORMAL || kind == TarConstants.LF_OLDNORM;
    if (!entry.isDirectory() && (!isFile || entry.isSparse())) {
      throw refused(name, "neither file nor folder");
    }
    return path;
  }

  private CommandFailure refused(String name, String why) {
    return CommandFailure.usage(
        place
            + ": \""
            + name
            + "\" in the archive: "
            + why
            + " (expected: files and folders with"
            + " relative paths)");
  }

  private static String printable(String name) {
    return name.replaceAll("\\p{Cntrl}", "?");
  }

  private static boolean isHidden(String path) {
    return path.startsWith(".") || path.contains("/.");
  }

  private void add(String path, TarArchiveInputStream tar, TarArchiveEntry entry)
      throws IOException {
    String other = seen.putIfAbsent(path.toLowerCase(Locale.ROOT), path);
    if (other != null) {
      throw refused(
          path,
          other.equals(path) ? "it is there twice" : "it differs from " + other + " by case only");
    }
    if (entry.getSize() > CodebaseFolder.LIMIT_FILE_BYTES) {
      throw CodebaseFolder.tooMuch(
          path + ": " + Quantities.bytes(entry.getSize()) + " (expected: at most 16 MiB)");
    }
    if (files.size() >= CodebaseFolder.LIMIT_FILES) {
      throw CodebaseFolder.tooMuch(
          place + ": more than " + CodebaseFolder.LIMIT_FILES + " files in the archive");
    }
    byte[] content = tar.readNBytes((int) CodebaseFolder.LIMIT_FILE_BYTES + 1);
    if (content.length != entry.getSize()) {
      throw new IOException(path + ": ends early");
    }
    bytes += content.length;
    if (bytes > CodebaseFolder.LIMIT_BYTES) {
      throw CodebaseFolder.tooMuch(place + ": unpacks to more than 64 MiB");
    }
    files.put(path, content);
  }

  private CodebaseFolder codebase() {
    int prefix = commonFolder().length();
    List<CodebaseFolder.Entry> entries =
        files.entrySet().stream()
            .map(file ->
                new CodebaseFolder.Entry(
                    file.getKey().substring(prefix),
                    Path.of(place),
                    file.getValue().length,
                    file::getValue))
            .sorted(Comparator.comparing(CodebaseFolder.Entry::path))
            .toList();
    return new CodebaseFolder(entries).checked(place);
  }

  /// The folder on top that holds everything, with "/" behind it; empty if there is none.
  private String commonFolder() {
    String folder = "";
    for (String path : files.keySet()) {
      String top = path.substring(0, path.indexOf('/') + 1);
      if (top.isEmpty() || (!folder.isEmpty() && !top.equals(folder))) {
        return "";
      }
      folder = top;
    }
    return folder;
  }

  /// Ends a stream that unpacks to too much.
  private static final class Bounded extends FilterInputStream {

    private long left = MOST_BYTES;

    Bounded(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int read = super.read();
      count(read < 0 ? 0 : 1);
      return read;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int read = super.read(into, offset, length);
      count(read);
      return read;
    }

    @Override
    public long skip(long bytes) throws IOException {
      long skipped = super.skip(bytes);
      count(skipped);
      return skipped;
    }

    private void count(long bytes) {
      left -= Math.max(0, bytes);
      if (left < 0) {
        throw CodebaseFolder.tooMuch("the archive unpacks to more than 128 MiB");
      }
    }
  }
}
