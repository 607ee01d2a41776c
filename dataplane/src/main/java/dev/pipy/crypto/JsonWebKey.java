package dev.pipy.crypto;

import dev.pipy.tls.TlsPublicKey;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;

/// Public keys in JSON (RFC 7517, RFC 7518 section 6).
public final class JsonWebKey {

  private static final int FEWEST_RSA_BITS = 2048;

  private JsonWebKey() {}

  /// An RSA key. Throws [CryptoException].
  ///
  /// @param n modulus, in base64url
  /// @param e exponent, in base64url
  public static TlsPublicKey rsa(String n, String e) {
    var modulus = number("n", n);
    if (modulus.bitLength() < FEWEST_RSA_BITS) {
      throw new CryptoException(
          "RSA key of %d bits (expected: %d or more)"
              .formatted(modulus.bitLength(), FEWEST_RSA_BITS));
    }
    try {
      var spec = new RSAPublicKeySpec(modulus, number("e", e));
      return TlsPublicKey.of(KeyFactory.getInstance("RSA").generatePublic(spec));
    } catch (GeneralSecurityException failure) {
      throw new CryptoException("RSA key cannot be used", failure);
    }
  }

  /// A key on an elliptic curve. Throws [CryptoException].
  ///
  /// @param curve `P-256`, `P-384` or `P-521`
  /// @param x, y the point, in base64url
  public static TlsPublicKey ec(String curve, String x, String y) {
    var name =
        switch (curve) {
          case "P-256" -> "secp256r1";
          case "P-384" -> "secp384r1";
          case "P-521" -> "secp521r1";
          default ->
              throw new CryptoException(
                  "unknown \"crv\": " + curve + " (expected: P-256, P-384 or P-521)");
        };
    try {
      var parameters = AlgorithmParameters.getInstance("EC");
      parameters.init(new ECGenParameterSpec(name));
      var spec = parameters.getParameterSpec(ECParameterSpec.class);
      var point = new ECPoint(number("x", x), number("y", y));
      if (!isOn(spec, point)) {
        throw new CryptoException("\"x\" and \"y\" are no point of " + curve);
      }
      return TlsPublicKey.of(
          KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(point, spec)));
    } catch (GeneralSecurityException failure) {
      throw new CryptoException("EC key cannot be used", failure);
    }
  }

  /// Whether y^2 = x^3 + ax + b, with both in the field. The curves have no other points to fall
  /// for: their cofactor is 1.
  private static boolean isOn(ECParameterSpec spec, ECPoint point) {
    var curve = spec.getCurve();
    var p = ((ECFieldFp) curve.getField()).getP();
    var x = point.getAffineX();
    var y = point.getAffineY();
    var right = x.pow(3).add(curve.getA().multiply(x)).add(curve.getB()).mod(p);
    return x.compareTo(p) < 0 && y.compareTo(p) < 0 && y.pow(2).mod(p).equals(right);
  }

  private static BigInteger number(String name, String text) {
    try {
      if (text.isEmpty() || text.indexOf('=') >= 0) {
        throw new IllegalArgumentException("padding");
      }
      return new BigInteger(1, Base64.getUrlDecoder().decode(text));
    } catch (IllegalArgumentException invalid) {
      throw new CryptoException("\"" + name + "\" is not base64url", invalid);
    }
  }
}
