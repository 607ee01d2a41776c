package dev.pipy.crypto;

import dev.pipy.tls.TlsPublicKey;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.util.List;

/// Verifies signatures of JSON Web Signature (RFC 7515, RFC 7518 section 3). A key serves only the
/// algorithms it was made for, whatever the header of a token says.
public final class JsonWebSignature {

  /// What can be verified.
  public static final List<String> ALGORITHMS =
      List.of("HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "ES256", "ES384", "ES512");

  private JsonWebSignature() {}

  /// Whether an HMAC is right. False for other algorithms and for an empty secret.
  public static boolean verify(String algorithm, byte[] secret, byte[] signed, byte[] signature) {
    if (!algorithm.startsWith("HS") || secret.length == 0) {
      return false;
    }
    var hmac = HashFunction.hmac("sha" + algorithm.substring(2), secret);
    hmac.update(signed);
    // takes the same time wherever they differ
    return MessageDigest.isEqual(hmac.digest(), signature);
  }

  /// Whether a signature is right. False if the key is not of the kind that the algorithm wants.
  public static boolean verify(
      String algorithm, TlsPublicKey key, byte[] signed, byte[] signature) {
    try {
      var bits = algorithm.substring(2);
      if (algorithm.startsWith("RS") && key.key() instanceof RSAKey) {
        return verify("SHA" + bits + "withRSA", key, signed, signature, signature.length);
      }
      if (algorithm.startsWith("ES") && key.key() instanceof ECKey ec) {
        int fieldBits = ec.getParams().getCurve().getField().getFieldSize();
        int wanted = algorithm.equals("ES512") ? 521 : Integer.parseInt(bits);
        int length = 2 * ((wanted + 7) / 8);
        return fieldBits == wanted
            && verify("SHA" + bits + "withECDSAinP1363Format", key, signed, signature, length);
      }
      return false;
    } catch (GeneralSecurityException malformed) {
      return false;
    }
  }

  private static boolean verify(
      String name, TlsPublicKey key, byte[] signed, byte[] signature, int length)
      throws GeneralSecurityException {
    if (signature.length != length) {
      return false;
    }
    var verifier = Signature.getInstance(name);
    verifier.initVerify(key.key());
    verifier.update(signed);
    return verifier.verify(signature);
  }
}
