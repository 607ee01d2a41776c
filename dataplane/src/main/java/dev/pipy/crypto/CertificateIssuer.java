package dev.pipy.crypto;

import dev.pipy.tls.CertificateChain;
import dev.pipy.tls.TlsKey;
import dev.pipy.tls.TlsPublicKey;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.jspecify.annotations.Nullable;

/// Makes certificates (RFC 5280): of a key for itself, or for somebody else's key. Any thread; it
/// takes the time of a signature.
public final class CertificateIssuer {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int SERIAL_BITS = 127;
  private static final long MOST_DAYS = 36_525;

  private CertificateIssuer() {}

  /// What a certificate is to say.
  ///
  /// @param subject attributes by short or long name, such as `commonName`, in order
  /// @param extensions values in the form of OpenSSL's configuration, by name
  /// @param validFrom when it begins to be valid
  /// @param days how long it is valid, 1 to 36,525
  public record Request(
      Map<String, String> subject, Map<String, String> extensions, Instant validFrom, long days) {}

  /// A certificate for a public key. Throws [CryptoException] with what cannot be done.
  ///
  /// @param signer the issuer's private key: RSA, or EC on P-256, P-384 or P-521
  /// @param issuer the issuer's certificate; null for one that a key issues for itself
  public static CertificateChain issue(
      Request request, TlsPublicKey key, TlsKey signer, @Nullable CertificateChain issuer) {
    if (request.days() < 1 || request.days() > MOST_DAYS) {
      throw new CryptoException("days: " + request.days() + " (expected: 1 to " + MOST_DAYS + ")");
    }
    try {
      var subject = CertificateNames.of(request.subject());
      var algorithm = algorithm(signer.key());
      var tbs = new V3TBSCertificateGenerator();
      tbs.setSerialNumber(new ASN1Integer(new BigInteger(SERIAL_BITS, RANDOM).add(BigInteger.ONE)));
      tbs.setSignature(algorithm);
      tbs.setIssuer(issuer == null ? subject : nameOf(issuer));
      tbs.setStartDate(new Time(Date.from(request.validFrom())));
      tbs.setEndDate(
          new Time(Date.from(request.validFrom().plus(Duration.ofDays(request.days())))));
      tbs.setSubject(subject);
      tbs.setSubjectPublicKeyInfo(SubjectPublicKeyInfo.getInstance(key.key().getEncoded()));
      tbs.setExtensions(CertificateExtensions.of(request.extensions()));
      return CertificateChain.all(signed(tbs.generateTBSCertificate(), algorithm, signer.key()));
    } catch (IOException | GeneralSecurityException failure) {
      throw new CryptoException("cannot make the certificate: " + failure.getMessage(), failure);
    }
  }

  private static byte[] signed(TBSCertificate tbs, AlgorithmIdentifier algorithm, PrivateKey key)
      throws IOException, GeneralSecurityException {
    var signature = Signature.getInstance(javaName(key));
    signature.initSign(key);
    signature.update(tbs.getEncoded());
    var parts = new ASN1EncodableVector();
    parts.add(tbs);
    parts.add(algorithm);
    parts.add(new DERBitString(signature.sign()));
    return new DERSequence(parts).getEncoded();
  }

  private static X500Name nameOf(CertificateChain issuer) {
    return X500Name.getInstance(
        issuer.certificates().getFirst().getSubjectX500Principal().getEncoded());
  }

  private static AlgorithmIdentifier algorithm(PrivateKey key) {
    return switch (javaName(key)) {
      case "SHA256withRSA" ->
          new AlgorithmIdentifier(PKCSObjectIdentifiers.sha256WithRSAEncryption, DERNull.INSTANCE);
      case "SHA384withECDSA" -> new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA384);
      case "SHA512withECDSA" -> new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA512);
      default -> new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
    };
  }

  /// The hash is as strong as the curve.
  private static String javaName(PrivateKey key) {
    return switch (key) {
      case RSAKey _ -> "SHA256withRSA";
      case ECKey ec -> {
        int bits = ec.getParams().getCurve().getField().getFieldSize();
        yield bits > 384 ? "SHA512withECDSA" : bits > 256 ? "SHA384withECDSA" : "SHA256withECDSA";
      }
      default ->
          throw new CryptoException(
              "key: " + key.getAlgorithm() + " (expected: RSA or EC, to sign a certificate)");
    };
  }
}
