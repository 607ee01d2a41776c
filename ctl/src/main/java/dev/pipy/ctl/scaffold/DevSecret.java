package dev.pipy.ctl.scaffold;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// A key for tokens, made for one codebase: a template that came with a key would have everybody
/// use the same one.
///
/// @param text 256 random bits, in letters that need no escape in JSON
record DevSecret(String text) {

  private static final int BYTES = 32;
  private static final Duration LIFE = Duration.ofDays(30);

  static DevSecret create() {
    byte[] random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    return new DevSecret(base64(random));
  }

  /// A token (RFC 7519, HS256) of the key "dev" for a user "you", good for 30 days.
  String token(Instant now) {
    String head = base64("{\"alg\":\"HS256\",\"kid\":\"dev\"}".getBytes(UTF_8));
    long end = now.plus(LIFE).getEpochSecond();
    String payload = base64(("{\"sub\":\"you\",\"exp\":" + end + "}").getBytes(UTF_8));
    String signed = head + "." + payload;
    return signed + "." + base64(hmac(signed));
  }

  private byte[] hmac(String signed) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(text.getBytes(UTF_8), "HmacSHA256"));
      return mac.doFinal(signed.getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /// Does not show the key.
  @Override
  public String toString() {
    return "DevSecret";
  }
}
