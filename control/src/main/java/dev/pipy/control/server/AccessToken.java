package dev.pipy.control.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;

/// The secret that callers must show: 256 random bits, in a file that only its owner can read. Of
/// the secret itself only a hash stays in memory.
final class AccessToken {

  private static final int BYTES = 32;

  private final byte[] hash;

  private AccessToken(byte[] hash) {
    this.hash = hash;
  }

  /// Makes a new token and replaces the file in one step.
  static AccessToken writeTo(Path file) throws IOException {
    var random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    var text = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    var temporary = file.resolveSibling(file.getFileName() + ".tmp");
    Files.deleteIfExists(temporary);
    var ownerOnly =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    try (var channel =
        FileChannel.open(
            temporary,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            ownerOnly)) {
      channel.write(ByteBuffer.wrap((text + "\n").getBytes(StandardCharsets.UTF_8)));
      channel.force(true);
    }
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    return of(text);
  }

  static AccessToken of(String text) {
    return new AccessToken(hash(text));
  }

  /// Takes the same time whatever the text is.
  boolean matches(String text) {
    return MessageDigest.isEqual(hash, hash(text));
  }

  private static byte[] hash(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible); // every Java platform has it
    }
  }
}
