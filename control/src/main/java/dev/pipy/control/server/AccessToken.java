package dev.pipy.control.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Collections;
import java.util.Set;

/// The secret that callers must show, as long random text. Of the secret itself only a hash stays
/// in memory.
final class AccessToken {

  private static final int BYTES = 32;
  private static final int SHORTEST = 32;
  private static final int LONGEST = 4096;
  private static final Set<PosixFilePermission> OTHERS =
      PosixFilePermissions.fromString("---rwxrwx");

  private final byte[] hash;

  private AccessToken(byte[] hash) {
    this.hash = hash;
  }

  /// A token that callers do not know yet.
  ///
  /// @param text 256 random bits
  record Secret(String text) {

    /// Replaces the file in one step; only its owner can read it.
    void writeTo(Path file) throws IOException {
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
      try {
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException failure) {
        Files.deleteIfExists(temporary);
        throw failure;
      }
    }

    /// What is compared with tokens of callers.
    AccessToken accepted() {
      return of(text);
    }

    /// Does not show it.
    @Override
    public String toString() {
      return "Secret";
    }
  }

  static Secret random() {
    var random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    return new Secret(Base64.getUrlEncoder().withoutPadding().encodeToString(random));
  }

  /// Reads a token that somebody else made. It must be long, and nobody but its owner may read it.
  static AccessToken readFrom(Path file) throws IOException {
    try {
      if (!Collections.disjoint(Files.getPosixFilePermissions(file), OTHERS)) {
        throw new CredentialException(file, "others may read or change it (expected: mode 0600)");
      }
      var text = Files.readString(file).strip();
      if (text.length() < SHORTEST || text.length() > LONGEST) {
        throw new CredentialException(
            file,
            text.length()
                + " characters (expected: one line with a token of 32 to 4096, such as openssl rand"
                + " -hex 32 prints)");
      }
      return of(text);
    } catch (NoSuchFileException missing) {
      throw new CredentialException(file, "no such file");
    } catch (CredentialException failure) {
      throw failure;
    } catch (IOException failure) {
      throw new CredentialException(file, "cannot be read: " + failure.getMessage());
    }
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
