package dev.pipy.crypto;

import dev.pipy.tls.TlsKey;
import dev.pipy.tls.TlsPublicKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import org.bouncycastle.crypto.params.ParametersWithID;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.SM2Signer;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.PublicKeyFactory;
import org.jspecify.annotations.Nullable;

/// Signatures of SM2 (GB/T 32918.2) over an SM3 hash, in DER. Who signs is part of what is signed.
final class Sm2Signature {

  /// The signer whom nobody names (GM/T 0009).
  private static final byte[] USUAL_ID = "1234567812345678".getBytes(StandardCharsets.US_ASCII);

  /// Bits of its length, in two bytes, stand before it.
  private static final int LONGEST_ID = 8191;

  private Sm2Signature() {}

  /// Throws [CryptoException].
  ///
  /// @param id null for the usual one
  static byte[] sign(TlsKey key, byte @Nullable [] id, byte[] octets) {
    try {
      var secret = PrivateKeyFactory.createKey(key.key().getEncoded());
      var signer = new SM2Signer();
      signer.init(
          true,
          new ParametersWithID(new ParametersWithRandom(secret, new SecureRandom()), checked(id)));
      signer.update(octets, 0, octets.length);
      return signer.generateSignature();
    } catch (IOException | org.bouncycastle.crypto.CryptoException failure) {
      throw new CryptoException("cannot sign with this key: " + failure.getMessage(), failure);
    }
  }

  /// Throws [CryptoException] for a key that cannot tell.
  static boolean verify(TlsPublicKey key, byte @Nullable [] id, byte[] octets, byte[] signed) {
    try {
      var signer = new SM2Signer();
      signer.init(
          false,
          new ParametersWithID(PublicKeyFactory.createKey(key.key().getEncoded()), checked(id)));
      signer.update(octets, 0, octets.length);
      return signer.verifySignature(signed);
    } catch (IOException failure) {
      throw new CryptoException("cannot verify with this key: " + failure.getMessage(), failure);
    }
  }

  private static byte[] checked(byte @Nullable [] id) {
    if (id != null && id.length > LONGEST_ID) {
      throw new CryptoException(
          "options.id: " + id.length + " bytes (expected: at most " + LONGEST_ID + ")");
    }
    return id == null ? USUAL_ID : id;
  }
}
