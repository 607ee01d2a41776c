package dev.pipy.script;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/// The files of a tar archive (POSIX.1-1988 ustar, with the long names of GNU and of pax), which
/// may be gzipped. Only files that stand for themselves are kept: no links, no devices. Immutable.
final class TarArchive {

  /// Bytes of an archive once it is inflated.
  private static final int LARGEST = 256 << 20;

  private static final int MOST_FILES = 100_000;
  private static final String CUT_OFF = "cut off, or no tar archive";
  private static final int BLOCK = 512;
  private static final int NAME_SIZE = 100;
  private static final int SIZE_AT = 124;
  private static final int SIZE_SIZE = 12;
  private static final int CHECKSUM_AT = 148;
  private static final int CHECKSUM_SIZE = 8;
  private static final int TYPE_AT = 156;
  private static final int MAGIC_AT = 257;
  private static final int PREFIX_AT = 345;
  private static final int PREFIX_SIZE = 155;

  private final byte[] bytes;
  private final Map<String, Place> files = new HashMap<>();

  private record Place(int start, int length) {}

  private TarArchive(byte[] bytes) {
    this.bytes = bytes;
  }

  /// Reads an archive. Throws IOException with words for users.
  static TarArchive read(byte[] given) throws IOException {
    boolean isGzip = given.length > 2 && given[0] == 0x1f && given[1] == (byte) 0x8b;
    var archive = new TarArchive(isGzip ? inflated(given) : given);
    archive.readEntries();
    return archive;
  }

  private static byte[] inflated(byte[] given) throws IOException {
    try (var stream = new GZIPInputStream(new ByteArrayInputStream(given))) {
      var all = stream.readNBytes(LARGEST + 1);
      if (all.length > LARGEST) {
        throw new IOException("larger than " + LARGEST + " bytes");
      }
      return all;
    }
  }

  /// A copy of a file; null if there is none.
  ///
  /// @param path from the top of the archive on, with a slash before it
  byte @Nullable [] file(String path) {
    var place = files.get(path);
    return place == null
        ? null
        : Arrays.copyOfRange(bytes, place.start, place.start + place.length);
  }

  private void readEntries() throws IOException {
    String longName = null;
    int at = 0;
    while (at + BLOCK <= bytes.length && bytes[at] != 0) {
      checkHeader(at);
      long size = number(at + SIZE_AT, SIZE_SIZE);
      int start = at + BLOCK;
      if (size < 0 || size > bytes.length - start) {
        throw new IOException(CUT_OFF);
      }
      char type = (char) bytes[at + TYPE_AT];
      switch (type) {
        case 'L' -> longName = text(start, (int) size);
        case 'x' -> longName = paxPath(start, (int) size, longName);
        case '0', '\0', '7' -> {
          add(longName == null ? name(at) : longName, new Place(start, (int) size));
          longName = null;
        }
        default -> longName = null; // a folder, a link, a device
      }
      at = start + Math.ceilDiv((int) size, BLOCK) * BLOCK;
    }
    // a block of zeros ends it, or the end of the file
    if (at > bytes.length || (at < bytes.length && bytes[at] != 0)) {
      throw new IOException(CUT_OFF);
    }
  }

  private void add(String name, Place place) throws IOException {
    if (files.size() >= MOST_FILES) {
      throw new IOException("more than " + MOST_FILES + " files");
    }
    var path = new StringBuilder();
    for (var part : name.split("/", -1)) {
      if (part.equals("..")) {
        return; // leads out, so nobody can ask for it
      }
      if (!part.isEmpty() && !part.equals(".")) {
        path.append('/').append(part);
      }
    }
    files.put(path.toString(), place);
  }

  private void checkHeader(int at) throws IOException {
    long sum = 0;
    for (int i = 0; i < BLOCK; i++) {
      boolean isChecksum = i >= CHECKSUM_AT && i < CHECKSUM_AT + CHECKSUM_SIZE;
      sum += isChecksum ? ' ' : bytes[at + i] & 0xff;
    }
    if (sum != number(at + CHECKSUM_AT, CHECKSUM_SIZE)) {
      throw new IOException("damaged, or no tar archive");
    }
  }

  /// Octal digits, or -1 for what is no number that an archive of this size could have.
  private long number(int at, int length) {
    long number = 0;
    for (int i = at; i < at + length; i++) {
      byte digit = bytes[i];
      if (digit >= '0' && digit <= '7') {
        number = number * 8 + digit - '0';
      } else if (digit != ' ' && digit != 0) {
        return -1;
      }
    }
    return number;
  }

  private String name(int at) {
    var name = text(at, NAME_SIZE);
    boolean isUstar = text(at + MAGIC_AT, 5).equals("ustar");
    var prefix = isUstar ? text(at + PREFIX_AT, PREFIX_SIZE) : "";
    return prefix.isEmpty() ? name : prefix + "/" + name;
  }

  /// Up to the first NUL.
  private String text(int at, int length) {
    int end = at;
    while (end < at + length && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, at, end - at, StandardCharsets.UTF_8);
  }

  /// The `path` among pax records, each "length key=value" and a line break.
  private @Nullable String paxPath(int at, int length, @Nullable String otherwise) {
    var path = otherwise;
    for (var record : text(at, length).split("\n", -1)) {
      int key = record.indexOf(' ') + 1;
      if (record.startsWith("path=", key)) {
        path = record.substring(key + "path=".length());
      }
    }
    return path;
  }
}
