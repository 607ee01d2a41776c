package dev.pipy.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.DSAPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.DSAPublicKeySpec;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.List;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.jspecify.annotations.Nullable;

/// A public key: what scripts know as `crypto.PublicKey`. Immutable; equal if the keys are.
public final class TlsPublicKey {

  private static final int SEQUENCE = 0x30;
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS", "DSA");

  private final PublicKey key;
  private final String fingerprint;

  private TlsPublicKey(PublicKey key) {
    this.key = key;
    this.fingerprint = Fingerprint.of(List.of(key.getEncoded()));
  }

  /// A key of Java's.
  public static TlsPublicKey of(PublicKey key) {
    return new TlsPublicKey(key);
  }

  /// Reads SubjectPublicKeyInfo (RFC 5280 section 4.1) as PEM or DER, PKCS#1 as PEM, or takes the
  /// key of a certificate in PEM. Throws [TlsInputException].
  public static TlsPublicKey parse(byte[] bytes) {
    if (bytes.length > 0 && bytes[0] == SEQUENCE) {
      return new TlsPublicKey(read(bytes));
    }
    for (var block : Pem.blocks(bytes)) {
      switch (block.label()) {
        case "PUBLIC KEY" -> {
          return new TlsPublicKey(read(block.content().bytes()));
        }
        case "RSA PUBLIC KEY" -> {
          return new TlsPublicKey(read(TlsKey.rsaPublic(block.content())));
        }
        case "CERTIFICATE" -> {
          var certificate = CertificateChain.first(bytes).certificates().getFirst();
          return new TlsPublicKey(certificate.getPublicKey());
        }
        default -> {} // other text between
      }
    }
    throw new TlsInputException("no public key found (expected: PEM, or DER)");
  }

  /// The public half of a private key, RSA, DSA, EC or SM2. Throws [TlsInputException].
  public static TlsPublicKey of(TlsKey pair) {
    try {
      if (pair.key() instanceof RSAPrivateCrtKey rsa) {
        return new TlsPublicKey(rsa(rsa.getModulus(), rsa.getPublicExponent()));
      }
      if (pair.key() instanceof DSAPrivateKey dsa) {
        var group = dsa.getParams();
        var half = group.getG().modPow(dsa.getX(), group.getP());
        var spec = new DSAPublicKeySpec(half, group.getP(), group.getQ(), group.getG());
        return new TlsPublicKey(KeyFactory.getInstance("DSA").generatePublic(spec));
      }
      if (PrivateKeyFactory.createKey(pair.key().getEncoded())
          instanceof ECPrivateKeyParameters ec) {
        var point = ec.getParameters().getG().multiply(ec.getD()).normalize();
        var half = new ECPublicKeyParameters(point, ec.getParameters());
        return new TlsPublicKey(
            read(SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(half).getEncoded()));
      }
    } catch (GeneralSecurityException | IOException failure) {
      throw new TlsInputException("public half of the key cannot be told", failure);
    }
    throw new TlsInputException("public half of the key cannot be told (expected: RSA, DSA or EC)");
  }

  private static PublicKey rsa(BigInteger modulus, BigInteger exponent)
      throws GeneralSecurityException {
    return KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, exponent));
  }

  private static PublicKey read(byte[] info) {
    var spec = new X509EncodedKeySpec(info);
    for (var algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePublic(spec);
      } catch (InvalidKeySpecException expected) {
        // a key of another algorithm
      } catch (GeneralSecurityException failure) {
        throw new TlsInputException("key cannot be read", failure);
      }
    }
    var sm2 = Sm2.publicKey(info);
    if (sm2 != null) {
      return sm2;
    }
    throw new TlsInputException("key cannot be read (expected: RSA, EC, SM2, Ed25519 or Ed448)");
  }

  /// The key itself.
  public PublicKey key() {
    return key;
  }

  /// As SubjectPublicKeyInfo in PEM.
  public String toPem() {
    return Pem.text("PUBLIC KEY", key.getEncoded());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TlsPublicKey that && that.fingerprint.equals(fingerprint);
  }

  @Override
  public int hashCode() {
    return fingerprint.hashCode();
  }

  @Override
  public String toString() {
    return "public key (" + key.getAlgorithm() + ")";
  }
}
