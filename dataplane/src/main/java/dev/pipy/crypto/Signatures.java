package dev.pipy.crypto;

import dev.pipy.tls.Sm2;
import dev.pipy.tls.TlsKey;
import dev.pipy.tls.TlsPublicKey;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.DSAKey;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import org.jspecify.annotations.Nullable;

/// Signatures over a hash: RSA as in PKCS#1 v1.5, DSA, ECDSA and SM2 in DER.
public final class Signatures {

  private Signatures() {}

  /// Checks that there is such a hash for signatures. Throws [CryptoException].
  public static void check(String hash) {
    if (!isSm3(hash)) {
      algorithm(hash);
    }
  }

  /// The signature of octets. Throws [CryptoException].
  ///
  /// @param signer who signs, for SM2; null for the usual one
  public static byte[] sign(String hash, TlsKey key, byte @Nullable [] signer, byte[] octets) {
    if (isSm2(hash, key.key())) {
      return Sm2Signature.sign(key, signer, octets);
    }
    try {
      var signature = signature(hash, key.key());
      signature.initSign(key.key());
      signature.update(octets);
      return signature.sign();
    } catch (GeneralSecurityException failure) {
      throw new CryptoException("cannot sign with this key: " + failure.getMessage(), failure);
    }
  }

  /// Whether a signature of octets is right. Throws [CryptoException] for a key that cannot tell.
  ///
  /// @param signer who signed, for SM2; null for the usual one
  public static boolean verify(
      String hash, TlsPublicKey key, byte @Nullable [] signer, byte[] octets, byte[] signed) {
    if (isSm2(hash, key.key())) {
      return Sm2Signature.verify(key, signer, octets, signed);
    }
    try {
      var signature = signature(hash, key.key());
      signature.initVerify(key.key());
      signature.update(octets);
      return signature.verify(signed);
    } catch (SignatureException malformed) {
      return false;
    } catch (InvalidKeyException | NoSuchAlgorithmException failure) {
      throw new CryptoException("cannot verify with this key: " + failure.getMessage(), failure);
    }
  }

  private static boolean isSm3(String hash) {
    return HashFunction.normal(hash).equals("sm3");
  }

  /// SM2 keys sign SM3 hashes, and nothing else does either.
  private static boolean isSm2(String hash, Key key) {
    boolean isSm2 = Sm2.isKey(key);
    if (isSm2 != isSm3(hash)) {
      throw new CryptoException(
          isSm2
              ? "message digest " + hash + " (expected: sm3, with an SM2 key)"
              : "key: " + key.getAlgorithm() + " (expected: SM2, to sign an sm3 hash)");
    }
    return isSm2;
  }

  private static Signature signature(String hash, Key key) throws NoSuchAlgorithmException {
    var algorithm = algorithm(hash);
    if (key instanceof RSAKey) {
      return Signature.getInstance(algorithm + "withRSA");
    }
    if (key instanceof ECKey) {
      return Signature.getInstance(algorithm + "withECDSA");
    }
    if (key instanceof DSAKey) {
      return Signature.getInstance(algorithm + "withDSA");
    }
    throw new CryptoException(
        "key: " + key.getAlgorithm() + " (expected: RSA, DSA or EC, to sign a hash)");
  }

  private static String algorithm(String hash) {
    return switch (HashFunction.normal(hash)) {
      case "sha1" -> "SHA1";
      case "sha224" -> "SHA224";
      case "sha256" -> "SHA256";
      case "sha384" -> "SHA384";
      case "sha512" -> "SHA512";
      case "sha512-224" -> "SHA512/224";
      case "sha512-256" -> "SHA512/256";
      case "sha3-224" -> "SHA3-224";
      case "sha3-256" -> "SHA3-256";
      case "sha3-384" -> "SHA3-384";
      case "sha3-512" -> "SHA3-512";
      default ->
          throw new CryptoException(
              "unknown message digest: " + hash + " (expected: such as sha256, to sign)");
    };
  }
}
