package dev.pipy.ctl.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/// Files on their way into an archive. Every text passes the redaction; one that is too long is cut
/// off.
public final class Bundle {

  /// Characters of one file.
  private static final int LONGEST = 16 << 20;

  private static final int MODE = 0600;

  private final Redaction redaction;
  private final String folder;
  private final Instant time;
  private final List<Entry> entries = new ArrayList<>();
  private final List<Missing> missing = new ArrayList<>();

  /// A file.
  ///
  /// @param about what it is, for people
  public record Entry(String name, String about, String text) {}

  /// A file that is not there.
  ///
  /// @param why in one line
  public record Missing(String name, String why) {}

  /// @param folder that all files are in
  /// @param time that they are of
  public Bundle(Redaction redaction, String folder, Instant time) {
    this.redaction = redaction;
    this.folder = folder;
    this.time = time;
  }

  /// Adds a file.
  public void add(String name, String about, String text) {
    String whole = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "\n… (cut off)\n";
    entries.add(new Entry(name, about, redaction.of(whole)));
  }

  /// Notes that a file could not be had.
  public void lacks(String name, String why) {
    missing.add(new Missing(name, redaction.of(why)));
  }

  /// What is in it.
  public List<Entry> entries() {
    return List.copyOf(entries);
  }

  /// What is not.
  public List<Missing> missing() {
    return List.copyOf(missing);
  }

  /// Values that were hidden.
  public int hidden() {
    return redaction.hidden();
  }

  /// What is in it and what is not, as text.
  public String contents(String title) {
    StringBuilder text = new StringBuilder(title).append("\n\n");
    entries.forEach(entry -> text.append("%-22s %s%n".formatted(entry.name(), entry.about())));
    missing.forEach(one -> text.append("%-22s missing: %s%n".formatted(one.name(), one.why())));
    return text.append(
            "\n"
                + hidden()
                + " values that looked like secrets were replaced by (hidden). No codebase and no"
                + " traffic is in here;\nlook through the log before you pass it on.\n")
        .toString();
  }

  /// Writes all of it to a file that its user alone can read; a file that is there is replaced, as
  /// a whole.
  public void write(Path file) throws IOException {
    Path parent = file.toAbsolutePath().getParent();
    Path temporary =
        Files.createTempFile(
            parent,
            ".pipy-debug",
            ".tmp",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      try (OutputStream out = Files.newOutputStream(temporary);
          TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(out))) {
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        for (Entry entry : entries) {
          add(tar, entry);
        }
      }
      Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private void add(TarArchiveOutputStream tar, Entry entry) throws IOException {
    byte[] content = entry.text().getBytes(UTF_8);
    TarArchiveEntry head = new TarArchiveEntry(folder + "/" + entry.name());
    head.setSize(content.length);
    head.setMode(MODE);
    head.setModTime(time.toEpochMilli());
    tar.putArchiveEntry(head);
    tar.write(content);
    tar.closeArchiveEntry();
  }
}
