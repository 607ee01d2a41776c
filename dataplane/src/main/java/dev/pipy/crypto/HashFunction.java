package dev.pipy.crypto;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Supplier;

/// A hash being computed. [#digest] ends it and starts a new one.
public abstract class HashFunction {

  /// Octets that are worked on at a time, which HMAC needs to know.
  private final int blockSize;

  HashFunction(int blockSize) {
    this.blockSize = blockSize;
  }

  /// A hash by its name as OpenSSL spells it, in any case, with or without the dash of `sha-256`.
  /// Throws [CryptoException].
  public static HashFunction named(String name) {
    return switch (normal(name)) {
      case "md5" -> jdk("MD5", 64);
      case "md5-sha1" -> new Both(jdk("MD5", 64), jdk("SHA-1", 64));
      case "sha1" -> jdk("SHA-1", 64);
      case "sha224" -> jdk("SHA-224", 64);
      case "sha256" -> jdk("SHA-256", 64);
      case "sha384" -> jdk("SHA-384", 128);
      case "sha512" -> jdk("SHA-512", 128);
      case "sha512-224" -> jdk("SHA-512/224", 128);
      case "sha512-256" -> jdk("SHA-512/256", 128);
      case "sha3-224" -> jdk("SHA3-224", 144);
      case "sha3-256" -> jdk("SHA3-256", 136);
      case "sha3-384" -> jdk("SHA3-384", 104);
      case "sha3-512" -> jdk("SHA3-512", 72);
      default -> RareHashes.named(normal(name), name);
    };
  }

  /// The one spelling of a name.
  static String normal(String name) {
    return name.toLowerCase(Locale.ROOT)
        .replaceFirst("^sha-(?=\\d{1,3}(?:\\D|$))", "sha")
        .replace('/', '-');
  }

  private static HashFunction jdk(String name, int blockSize) {
    try {
      return new Jdk(MessageDigest.getInstance(name), blockSize);
    } catch (NoSuchAlgorithmException missing) {
      throw new CryptoException("message digest " + name + " is not in this Java runtime", missing);
    }
  }

  /// Takes more octets.
  public abstract void update(byte[] more);

  /// The hash of all octets.
  public abstract byte[] digest();

  int blockSize() {
    return blockSize;
  }

  private static final class Jdk extends HashFunction {

    private final MessageDigest digest;

    Jdk(MessageDigest digest, int blockSize) {
      super(blockSize);
      this.digest = digest;
    }

    @Override
    public void update(byte[] more) {
      digest.update(more);
    }

    @Override
    public byte[] digest() {
      return digest.digest();
    }
  }

  /// One after the other, as TLS 1.0 signed.
  private static final class Both extends HashFunction {

    private final HashFunction first;
    private final HashFunction second;

    Both(HashFunction first, HashFunction second) {
      super(0);
      this.first = first;
      this.second = second;
    }

    @Override
    public void update(byte[] more) {
      first.update(more);
      second.update(more);
    }

    @Override
    public byte[] digest() {
      var one = first.digest();
      var two = second.digest();
      var both = Arrays.copyOf(one, one.length + two.length);
      System.arraycopy(two, 0, both, one.length, two.length);
      return both;
    }
  }

  /// HMAC (RFC 2104) over the hash of a name. Throws [CryptoException].
  public static HashFunction hmac(String name, byte[] key) {
    Supplier<HashFunction> hash = () -> named(name);
    return new Hmac(hash.get(), key, name);
  }

  private static final class Hmac extends HashFunction {

    private static final byte INNER = 0x36;
    private static final byte OUTER = 0x5c;

    private final HashFunction hash;
    private final byte[] key;

    Hmac(HashFunction hash, byte[] key, String name) {
      super(0);
      if (hash.blockSize() == 0) {
        throw new CryptoException("message digest " + name + " cannot make an HMAC");
      }
      this.hash = hash;
      var shortened = key;
      if (key.length > hash.blockSize()) {
        hash.update(key);
        shortened = hash.digest();
      }
      this.key = Arrays.copyOf(shortened, hash.blockSize());
      hash.update(padded(INNER));
    }

    @Override
    public void update(byte[] more) {
      hash.update(more);
    }

    @Override
    public byte[] digest() {
      var inner = hash.digest();
      hash.update(padded(OUTER));
      hash.update(inner);
      var result = hash.digest();
      hash.update(padded(INNER));
      return result;
    }

    private byte[] padded(byte pad) {
      var padded = key.clone();
      for (int i = 0; i < padded.length; i++) {
        padded[i] ^= pad;
      }
      return padded;
    }
  }
}
