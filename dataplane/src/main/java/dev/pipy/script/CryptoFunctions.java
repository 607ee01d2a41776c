package dev.pipy.script;

import dev.pipy.crypto.CertificateIssuer;
import dev.pipy.crypto.CryptoException;
import dev.pipy.crypto.HashFunction;
import dev.pipy.crypto.JsonWebKey;
import dev.pipy.crypto.JsonWebSignature;
import dev.pipy.crypto.Signatures;
import dev.pipy.crypto.SymmetricCipher;
import dev.pipy.event.Bytes;
import dev.pipy.tls.CertificateChain;
import dev.pipy.tls.CertificateFacts;
import dev.pipy.tls.TlsInputException;
import dev.pipy.tls.TlsKey;
import dev.pipy.tls.TlsPublicKey;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/// Does the work of `crypto`. Functions that make something return it, or the words that tell why
/// there is none. Public because the prelude calls it.
public final class CryptoFunctions {

  CryptoFunctions() {}

  /// The first certificate.
  @HostAccess.Export
  public Object certificate(Bytes bytes) {
    return orWords(() -> CertificateChain.first(bytes.toArray()));
  }

  /// A certificate that a key issues.
  ///
  /// @param subject names and values in turn
  /// @param extensions names and values in turn
  /// @param startMillis when it begins to be valid, in milliseconds since 1970
  /// @param key whose it is; null for the public half of the signer
  /// @param issuer null for one that the signer issues for itself
  @HostAccess.Export
  public Object issueCertificate(
      Value subject,
      Value extensions,
      double startMillis,
      double days,
      TlsKey signer,
      @Nullable TlsPublicKey key,
      @Nullable CertificateChain issuer) {
    return orWords(() ->
        CertificateIssuer.issue(
            new CertificateIssuer.Request(
                inTurn(subject),
                inTurn(extensions),
                Instant.ofEpochMilli((long) startMillis),
                (long) days),
            key == null ? TlsPublicKey.of(signer) : key,
            signer,
            issuer));
  }

  private static Map<String, String> inTurn(Value namesAndValues) {
    var map = new LinkedHashMap<String, String>();
    for (long i = 0; i + 1 < namesAndValues.getArraySize(); i += 2) {
      map.put(
          namesAndValues.getArrayElement(i).asString(),
          namesAndValues.getArrayElement(i + 1).asString());
    }
    return map;
  }

  /// All certificates in order.
  @HostAccess.Export
  public Object certificateChain(Bytes bytes) {
    return orWords(() -> CertificateChain.all(bytes.toArray()));
  }

  /// A private key.
  @HostAccess.Export
  public Object privateKey(Bytes bytes, @Nullable String passphrase) {
    return orWords(() -> TlsKey.parse(bytes.toArray(), passphrase));
  }

  /// A new DSA key.
  @HostAccess.Export
  public Object generateDsa(int bits) {
    return orWords(() -> TlsKey.generateDsa(bits));
  }

  /// A new RSA key.
  @HostAccess.Export
  public Object generateRsa(int bits) {
    return orWords(() -> TlsKey.generateRsa(bits));
  }

  /// A public key.
  @HostAccess.Export
  public Object publicKey(Bytes bytes) {
    return orWords(() -> TlsPublicKey.parse(bytes.toArray()));
  }

  /// The public half of a private key.
  @HostAccess.Export
  public Object publicHalf(TlsKey key) {
    return orWords(() -> TlsPublicKey.of(key));
  }

  /// A public key from the members of a JSON Web Key.
  @HostAccess.Export
  public Object jsonWebKeyRsa(String n, String e) {
    return orWords(() -> JsonWebKey.rsa(n, e));
  }

  /// A public key from the members of a JSON Web Key.
  @HostAccess.Export
  public Object jsonWebKeyEc(String curve, String x, String y) {
    return orWords(() -> JsonWebKey.ec(curve, x, y));
  }

  /// Something in PEM.
  @HostAccess.Export
  public Bytes toPem(Object made) {
    return Bytes.of(
        switch (made) {
          case TlsKey key -> key.toPem();
          case TlsPublicKey key -> key.toPem();
          case CertificateChain chain -> chain.toPem();
          default -> throw new IllegalArgumentException("made: " + made.getClass().getName());
        });
  }

  /// A hash.
  @HostAccess.Export
  public Object hash(String name) {
    return orWords(() -> new ScriptHash(HashFunction.named(name)));
  }

  /// A hash with a secret.
  @HostAccess.Export
  public Object hmac(String name, Bytes key) {
    return orWords(() -> new ScriptHash(HashFunction.hmac(name, key.toArray())));
  }

  /// A cipher.
  @HostAccess.Export
  public Object cipher(String name, Bytes key, @Nullable Bytes iv, boolean isEncrypting) {
    var vector = iv == null ? null : iv.toArray();
    return orWords(
        () -> new ScriptCipher(SymmetricCipher.named(name, key.toArray(), vector, isEncrypting)));
  }

  /// True if there is such a hash for signatures.
  @HostAccess.Export
  public Object checkSignature(String hash) {
    return orWords(() -> {
      Signatures.check(hash);
      return true;
    });
  }

  /// The signature of bytes.
  ///
  /// @param signer who signs, for SM2; null for the usual one
  @HostAccess.Export
  public Object sign(String hash, TlsKey key, @Nullable Bytes signer, Bytes bytes) {
    var id = signer == null ? null : signer.toArray();
    return orWords(() -> new Bytes(Signatures.sign(hash, key, id, bytes.toArray())));
  }

  /// Whether a signature of bytes is right.
  ///
  /// @param signer who signed, for SM2; null for the usual one
  @HostAccess.Export
  public Object verify(
      String hash, TlsPublicKey key, @Nullable Bytes signer, Bytes bytes, Bytes signature) {
    var id = signer == null ? null : signer.toArray();
    return orWords(() -> Signatures.verify(hash, key, id, bytes.toArray(), signature.toArray()));
  }

  /// Whether `alg` of a token can be verified.
  @HostAccess.Export
  public boolean isTokenAlgorithm(String name) {
    return JsonWebSignature.ALGORITHMS.contains(name);
  }

  /// Whether the signature of a token is right.
  @HostAccess.Export
  public boolean verifyToken(String algorithm, TlsPublicKey key, String signed, Bytes signature) {
    return JsonWebSignature.verify(
        algorithm, key, signed.getBytes(StandardCharsets.US_ASCII), signature.toArray());
  }

  /// Whether the HMAC of a token is right.
  @HostAccess.Export
  public boolean verifyTokenSecret(String algorithm, Bytes secret, String signed, Bytes signature) {
    return JsonWebSignature.verify(
        algorithm,
        secret.toArray(),
        signed.getBytes(StandardCharsets.US_ASCII),
        signature.toArray());
  }

  /// Whether it is one certificate.
  @HostAccess.Export
  public boolean isSingle(CertificateChain chain) {
    return chain.certificates().size() == 1;
  }

  /// Who a certificate is about: long names and values in turn, with NUL between.
  @HostAccess.Export
  public String subject(CertificateChain certificate) {
    return String.join("\0", CertificateFacts.subject(certificate));
  }

  /// Who issued it, in the same form.
  @HostAccess.Export
  public String issuer(CertificateChain certificate) {
    return String.join("\0", CertificateFacts.issuer(certificate));
  }

  /// The host names and addresses that it is for, with NUL between.
  @HostAccess.Export
  public String alternativeNames(CertificateChain certificate) {
    return String.join("\0", CertificateFacts.alternativeNames(certificate));
  }

  /// From when on it is valid, in milliseconds since 1970.
  @HostAccess.Export
  public double notBefore(CertificateChain certificate) {
    return CertificateFacts.notBefore(certificate).toEpochMilli();
  }

  /// Until when it is valid.
  @HostAccess.Export
  public double notAfter(CertificateChain certificate) {
    return CertificateFacts.notAfter(certificate).toEpochMilli();
  }

  /// How a log shows an object that was made here.
  @HostAccess.Export
  public String describe(Object made) {
    return made.toString();
  }

  private static Object orWords(Supplier<Object> maker) {
    try {
      return maker.get();
    } catch (TlsInputException | CryptoException failure) {
      return String.valueOf(failure.getMessage());
    }
  }
}
