package dev.pipy.control.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/// SHA-256 of contents and of manifests.
public final class Digest {

  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  private Digest() {}

  /// Whether a text is a digest as this class writes them.
  public static boolean isSha256(String text) {
    return SHA256.matcher(text).matches();
  }

  /// In hexadecimal.
  public static String sha256(byte[] content) {
    return HexFormat.of().formatHex(sha256().digest(content));
  }

  /// To be fed piece by piece.
  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible); // every Java platform has it
    }
  }

  /// Of the canonical manifest: a line for the main script, then one for each file in the order of
  /// paths. Paths hold no control characters, so that two manifests never read the same.
  static String ofManifest(List<StoredFile> files, String main) {
    var text = new StringBuilder("pipy-manifest 1\nmain ").append(main).append('\n');
    for (var file : files) {
      text.append("file ")
          .append(file.sha256())
          .append(' ')
          .append(file.size())
          .append(' ')
          .append(file.path())
          .append('\n');
    }
    return "sha256:" + sha256(text.toString().getBytes(StandardCharsets.UTF_8));
  }
}
