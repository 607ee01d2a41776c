package dev.pipy.crypto;

import org.bouncycastle.crypto.ExtendedDigest;
import org.bouncycastle.crypto.Xof;
import org.bouncycastle.crypto.digests.Blake2bDigest;
import org.bouncycastle.crypto.digests.Blake2sDigest;
import org.bouncycastle.crypto.digests.MD4Digest;
import org.bouncycastle.crypto.digests.RIPEMD160Digest;
import org.bouncycastle.crypto.digests.SHAKEDigest;
import org.bouncycastle.crypto.digests.SM3Digest;
import org.bouncycastle.crypto.digests.WhirlpoolDigest;

/// Hashes that the Java runtime has not. In a class of their own because the library they come from
/// is a signed jar: to open it takes half a second, which the first SHA-256 must not wait for.
final class RareHashes {

  private RareHashes() {}

  /// Throws [CryptoException] for a name that is not known.
  ///
  /// @param given the name as it was given
  static HashFunction named(String name, String given) {
    return switch (name) {
      case "md4" -> new Light(new MD4Digest());
      case "shake128" -> new Extendable(new SHAKEDigest(128), 16);
      case "shake256" -> new Extendable(new SHAKEDigest(256), 32);
      case "blake2b512" -> new Light(new Blake2bDigest(512));
      case "blake2s256" -> new Light(new Blake2sDigest(256));
      case "ripemd160" -> new Light(new RIPEMD160Digest());
      case "whirlpool" -> new Light(new WhirlpoolDigest());
      case "mdc2" -> new Mdc2();
      case "sm3" -> new Light(new SM3Digest());
      default ->
          throw new CryptoException(
              "unknown message digest: " + given + " (expected: such as sha256)");
    };
  }

  private static final class Light extends HashFunction {

    private final ExtendedDigest digest;

    Light(ExtendedDigest digest) {
      super(digest.getByteLength());
      this.digest = digest;
    }

    @Override
    public void update(byte[] more) {
      digest.update(more, 0, more.length);
    }

    @Override
    public byte[] digest() {
      var hash = new byte[digest.getDigestSize()];
      digest.doFinal(hash, 0);
      return hash;
    }
  }

  /// As long as OpenSSL makes it when nobody says how long.
  private static final class Extendable extends HashFunction {

    private final Xof digest;
    private final int length;

    Extendable(Xof digest, int length) {
      super(0); // HMAC is not defined for it
      this.digest = digest;
      this.length = length;
    }

    @Override
    public void update(byte[] more) {
      digest.update(more, 0, more.length);
    }

    @Override
    public byte[] digest() {
      var hash = new byte[length];
      digest.doFinal(hash, 0, length);
      return hash;
    }
  }
}
