package dev.pipy.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class TlsKeyTest {

  private static final PrivateKey RSA = generate("RSA");
  private static final PrivateKey EC = generate("EC");

  private static PrivateKey generate(String algorithm) {
    try {
      var generator = KeyPairGenerator.getInstance(algorithm);
      if (algorithm.equals("EC")) {
        generator.initialize(new ECGenParameterSpec("secp256r1"));
      }
      return generator.generateKeyPair().getPrivate();
    } catch (GeneralSecurityException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static byte[] pem(String label, byte[] content) {
    var text = Base64.getMimeEncoder().encodeToString(content);
    return ("noise\n-----BEGIN " + label + "-----\n" + text + "\n-----END " + label + "-----\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  /// What PKCS#8 wraps.
  private static byte[] inside(PrivateKey key) {
    return new Der(key.getEncoded()).content(Der.SEQUENCE).find(Der.OCTET_STRING).bytes();
  }

  private static byte[] sec1() {
    var secret = ((ECPrivateKey) EC).getS().toByteArray();
    var padded = new byte[32];
    int length = Math.min(secret.length, 32);
    System.arraycopy(secret, secret.length - length, padded, 32 - length, length);
    var curve = HexFormat.of().parseHex("06082a8648ce3d030107");
    return Der.of(
            Der.SEQUENCE,
            Der.of(Der.INTEGER, new Der(new byte[] {1})),
            Der.of(Der.OCTET_STRING, new Der(padded)),
            Der.of(Der.FIRST_TAGGED, new Der(curve)))
        .bytes();
  }

  private static byte[] encrypted(String passphrase) throws Exception {
    var algorithm = "PBEWithHmacSHA256AndAES_256";
    var secret =
        SecretKeyFactory.getInstance(algorithm)
            .generateSecret(new PBEKeySpec(passphrase.toCharArray()));
    var cipher = Cipher.getInstance(algorithm);
    cipher.init(Cipher.ENCRYPT_MODE, secret);
    var content = cipher.doFinal(RSA.getEncoded());
    var pbes2 = HexFormat.of().parseHex("06092a864886f70d01050d");
    return Der.of(
            Der.SEQUENCE,
            Der.of(Der.SEQUENCE, new Der(pbes2), new Der(cipher.getParameters().getEncoded())),
            Der.of(Der.OCTET_STRING, new Der(content)))
        .bytes();
  }

  @Test
  void reads_every_form() throws Exception {
    assertThat(TlsKey.parse(RSA.getEncoded(), null).key()).isEqualTo(RSA);
    assertThat(TlsKey.parse(pem("PRIVATE KEY", RSA.getEncoded()), null).key()).isEqualTo(RSA);
    assertThat(TlsKey.parse(pem("RSA PRIVATE KEY", inside(RSA)), null).key()).isEqualTo(RSA);
    assertThat(TlsKey.parse(pem("PRIVATE KEY", EC.getEncoded()), null).key()).isEqualTo(EC);
    assertThat(((ECPrivateKey) TlsKey.parse(pem("EC PRIVATE KEY", sec1()), null).key()).getS())
        .isEqualTo(((ECPrivateKey) EC).getS());
    assertThat(TlsKey.parse(pem("ENCRYPTED PRIVATE KEY", encrypted("secret")), "secret").key())
        .isEqualTo(RSA);
  }

  @Test
  void says_why_a_key_cannot_be_read() throws Exception {
    var encrypted = pem("ENCRYPTED PRIVATE KEY", encrypted("secret"));
    refused(encrypted, null, "key is encrypted (expected: a passphrase)");
    refused(encrypted, "wrong", "key cannot be decrypted (expected: its passphrase)");
    refused(new byte[0], null, "no private key found");
    refused(pem("CERTIFICATE", new byte[] {1}), null, "no private key found");
    refused(pem("PRIVATE KEY", new byte[] {1, 2, 3}), null, "key cannot be read");
    refused(pem("EC PRIVATE KEY", new byte[] {0x30, 0x05}), null, "key is not valid DER");
    refused(
        "-----BEGIN PRIVATE KEY-----\nAAAA".getBytes(StandardCharsets.US_ASCII),
        null,
        "PEM block without end");
    refused(
        "-----BEGIN PRIVATE KEY-----\n!\n-----END PRIVATE KEY-----"
            .getBytes(StandardCharsets.US_ASCII),
        null,
        "PEM block PRIVATE KEY is not valid Base64");
  }

  private static void refused(byte[] bytes, @Nullable String passphrase, String message) {
    assertThatThrownBy(() -> TlsKey.parse(bytes, passphrase))
        .isInstanceOf(TlsInputException.class)
        .hasMessageContaining(message);
  }

  @Test
  void fails_in_words_on_anything() {
    var random = new Random(20_262);
    for (int i = 0; i < 2000; i++) {
      var broken = sec1();
      broken[random.nextInt(broken.length)] = (byte) random.nextInt();
      try {
        var _ = TlsKey.parse(pem("EC PRIVATE KEY", broken), null);
      } catch (TlsInputException expected) {
        assertThat(expected).hasMessageNotContaining("null");
      }
    }
  }

  @Test
  void keeps_the_key_to_itself() {
    var key = TlsKey.parse(RSA.getEncoded(), null);
    assertThat(key).hasToString("private key (RSA)");
    assertThat(key).isEqualTo(TlsKey.parse(pem("PRIVATE KEY", RSA.getEncoded()), null));
    assertThat(new Holder(key)).hasToString("Holder[key=private key (RSA)]");
  }

  private record Holder(TlsKey key) {}
}
