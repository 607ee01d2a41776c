package dev.pipy.tls;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Tells things apart by SHA-256, so that they can be keys of a cache at little cost.
final class Fingerprint {

  private Fingerprint() {}

  static String of(Iterable<byte[]> parts) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      parts.forEach(digest::update);
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException everyJvmHasIt) {
      throw new IllegalStateException(everyJvmHasIt);
    }
  }
}
