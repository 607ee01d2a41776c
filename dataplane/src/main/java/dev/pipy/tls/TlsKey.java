package dev.pipy.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/// A private key: what scripts know as `crypto.PrivateKey`. Immutable; equal if the keys are. Shows
/// itself by its algorithm only.
public final class TlsKey {

  private static final int SEQUENCE = 0x30;
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS", "DSA");
  private static final Der VERSION_0 = Der.of(Der.INTEGER, new Der(new byte[] {0}));

  /// 1.2.840.113549.1.1.1 with its empty parameters (RFC 8017 appendix A.1).
  private static final Der RSA =
      Der.of(
          Der.SEQUENCE,
          Der.of(
              Der.OBJECT_IDENTIFIER,
              new Der(
                  new byte[] {0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 1, 1, 1})),
          new Der(new byte[] {0x05, 0x00}));

  /// 1.2.840.10045.2.1 (RFC 5480 section 2.1.1).
  private static final Der EC =
      Der.of(
          Der.OBJECT_IDENTIFIER,
          new Der(new byte[] {0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x02, 0x01}));

  private final PrivateKey key;
  private final String fingerprint;

  private TlsKey(PrivateKey key) {
    this.key = key;
    this.fingerprint = Fingerprint.of(List.of(key.getEncoded()));
  }

  /// Reads PKCS#8, PKCS#1 (RSA) or SEC1 (EC) as PEM, or PKCS#8 as DER. Throws [TlsInputException].
  ///
  /// @param passphrase of encrypted PKCS#8; null if there is none
  public static TlsKey parse(byte[] bytes, @Nullable String passphrase) {
    if (bytes.length > 0 && bytes[0] == SEQUENCE) {
      return new TlsKey(pkcs8(new Der(bytes)));
    }
    for (var block : Pem.blocks(bytes)) {
      if (block.label().endsWith("PRIVATE KEY")) {
        return new TlsKey(parse(block, passphrase));
      }
    }
    throw new TlsInputException("no private key found (expected: PEM, or PKCS#8 as DER)");
  }

  private static PrivateKey parse(Pem.Block block, @Nullable String passphrase) {
    if (block.headers()) {
      throw new TlsInputException(
          "encrypted key of the old form (expected: PKCS#8, as openssl pkcs8 -topk8 makes it)");
    }
    return switch (block.label()) {
      case "PRIVATE KEY" -> pkcs8(block.content());
      case "RSA PRIVATE KEY" ->
          pkcs8(Der.of(Der.SEQUENCE, VERSION_0, RSA, Der.of(Der.OCTET_STRING, block.content())));
      case "EC PRIVATE KEY" -> sec1(block.content());
      case "ENCRYPTED PRIVATE KEY" -> decrypt(block.content(), passphrase);
      default -> throw new TlsInputException("unknown kind of key: " + block.label());
    };
  }

  /// RFC 5915: the curve stands inside, PKCS#8 wants it outside.
  private static PrivateKey sec1(Der content) {
    var curve = content.content(Der.SEQUENCE).find(Der.FIRST_TAGGED);
    if (curve.isEmpty()) {
      throw new TlsInputException("EC key does not name its curve");
    }
    return pkcs8(
        Der.of(
            Der.SEQUENCE,
            VERSION_0,
            Der.of(Der.SEQUENCE, EC, curve),
            Der.of(Der.OCTET_STRING, content)));
  }

  private static PrivateKey decrypt(Der content, @Nullable String passphrase) {
    if (passphrase == null) {
      throw new TlsInputException("key is encrypted (expected: a passphrase)");
    }
    var password = new PBEKeySpec(passphrase.toCharArray());
    try {
      var encrypted = new EncryptedPrivateKeyInfo(content.bytes());
      // PBES2 has one name for all its ciphers; the parameters know theirs
      var algorithm =
          encrypted.getAlgName().equals("PBES2")
              ? encrypted.getAlgParameters().toString()
              : encrypted.getAlgName();
      var secret = SecretKeyFactory.getInstance(algorithm).generateSecret(password);
      var cipher = Cipher.getInstance(algorithm);
      cipher.init(Cipher.DECRYPT_MODE, secret, encrypted.getAlgParameters());
      return pkcs8(new Der(encrypted.getKeySpec(cipher).getEncoded()));
    } catch (IOException | GeneralSecurityException failure) {
      throw new TlsInputException("key cannot be decrypted (expected: its passphrase)", failure);
    } finally {
      password.clearPassword();
    }
  }

  private static PrivateKey pkcs8(Der content) {
    var spec = new PKCS8EncodedKeySpec(content.bytes());
    for (var algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (InvalidKeySpecException expected) {
        // a key of another algorithm
      } catch (GeneralSecurityException failure) {
        throw new TlsInputException("key cannot be read", failure);
      }
    }
    var sm2 = Sm2.privateKey(content.bytes());
    if (sm2 != null) {
      return sm2;
    }
    throw new TlsInputException("key cannot be read (expected: RSA, EC, SM2, Ed25519 or Ed448)");
  }

  /// A new RSA key. Throws [TlsInputException].
  ///
  /// @param bits 2048 to 8192
  public static TlsKey generateRsa(int bits) {
    if (bits < 2048 || bits > 8192) {
      throw new TlsInputException("options.bits: " + bits + " (expected: 2048 to 8192)");
    }
    return generate("RSA", bits);
  }

  /// A new DSA key, for signatures that others still ask for. Throws [TlsInputException].
  ///
  /// @param bits 2048 or 3072 (FIPS 186-4 section 4.2)
  public static TlsKey generateDsa(int bits) {
    if (bits != 2048 && bits != 3072) {
      throw new TlsInputException("options.bits: " + bits + " (expected: 2048 or 3072)");
    }
    return generate("DSA", bits);
  }

  private static TlsKey generate(String algorithm, int bits) {
    try {
      var generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(bits);
      return new TlsKey(generator.generateKeyPair().getPrivate());
    } catch (GeneralSecurityException failure) {
      throw new TlsInputException("key cannot be made", failure);
    }
  }

  /// SubjectPublicKeyInfo of a public key in PKCS#1.
  static byte[] rsaPublic(Der content) {
    return Der.of(
            Der.SEQUENCE,
            Der.of(Der.SEQUENCE, RSA.content(Der.SEQUENCE)),
            Der.of(Der.BIT_STRING, new Der(new byte[] {0}), content))
        .bytes();
  }

  /// The key itself, for engines and signatures; never shown.
  public PrivateKey key() {
    return key;
  }

  /// As PKCS#8 in PEM, for a script that asks for it.
  public String toPem() {
    return Pem.text("PRIVATE KEY", key.getEncoded());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TlsKey that && that.fingerprint.equals(fingerprint);
  }

  @Override
  public int hashCode() {
    return fingerprint.hashCode();
  }

  @Override
  public String toString() {
    return "private key (" + key.getAlgorithm() + ")";
  }
}
