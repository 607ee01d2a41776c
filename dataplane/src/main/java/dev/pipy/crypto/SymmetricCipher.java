package dev.pipy.crypto;

import java.security.GeneralSecurityException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.BlockCipher;
import org.bouncycastle.crypto.BufferedBlockCipher;
import org.bouncycastle.crypto.DataLengthException;
import org.bouncycastle.crypto.DefaultBufferedBlockCipher;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.ARIAEngine;
import org.bouncycastle.crypto.engines.CamelliaEngine;
import org.bouncycastle.crypto.engines.DESedeEngine;
import org.bouncycastle.crypto.engines.SM4Engine;
import org.bouncycastle.crypto.modes.CBCBlockCipher;
import org.bouncycastle.crypto.modes.CFBBlockCipher;
import org.bouncycastle.crypto.modes.OFBBlockCipher;
import org.bouncycastle.crypto.modes.SICBlockCipher;
import org.bouncycastle.crypto.paddings.PaddedBufferedBlockCipher;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.jspecify.annotations.Nullable;

/// A block cipher in one of the modes that need no tag, being worked through once. CBC and ECB are
/// padded as PKCS#7 says. None of these says whether what was encrypted has been changed.
public abstract sealed class SymmetricCipher {

  private static final Pattern NAME =
      Pattern.compile(
          "(sm4|(?:aes|aria|camellia)-(?:128|192|256)|des-ede3)(?:-(cbc|ecb|cfb|cfb128|ofb|ctr))?");

  private SymmetricCipher() {}

  /// What a name says.
  private record Choice(String algorithm, int bits, String mode) {

    /// Null for a name that says nothing.
    static @Nullable Choice of(String name) {
      var matcher = NAME.matcher(name.toLowerCase(Locale.ROOT));
      if (!matcher.matches()) {
        return null;
      }
      var cipher = matcher.group(1);
      var mode = matcher.group(2);
      return switch (cipher) {
        case "sm4" -> mode == null ? null : new Choice(cipher, 128, mode);
        // its name alone is that of ecb; it has no ctr
        case "des-ede3" ->
            "ctr".equals(mode) || "cfb128".equals(mode)
                ? null
                : new Choice(cipher, 192, mode == null ? "ecb" : mode);
        default -> {
          int dash = cipher.indexOf('-');
          yield mode == null
              ? null
              : new Choice(
                  cipher.substring(0, dash), Integer.parseInt(cipher.substring(dash + 1)), mode);
        }
      };
    }

    /// In octets.
    int blockSize() {
      return algorithm.equals("des-ede3") ? 8 : 16;
    }

    BlockCipher engine() {
      return switch (algorithm) {
        case "sm4" -> new SM4Engine();
        case "aria" -> new ARIAEngine();
        case "camellia" -> new CamelliaEngine();
        default -> new DESedeEngine();
      };
    }
  }

  /// A cipher by its name, such as `aes-256-cbc`. Throws [CryptoException].
  ///
  /// @param key exactly as long as the cipher wants it
  /// @param iv as many octets as a block of it; not looked at by ecb, null is none
  public static SymmetricCipher named(
      String name, byte[] key, byte @Nullable [] iv, boolean isEncrypting) {
    var choice = Choice.of(name);
    if (choice == null) {
      throw new CryptoException("unknown cipher: " + name + " (expected: such as sm4-cbc)");
    }
    int keyLength = choice.bits() / 8;
    if (key.length != keyLength) {
      throw new CryptoException(
          "options.key: %d bytes (expected: %d)".formatted(key.length, keyLength));
    }
    byte[] vector = null;
    if (!choice.mode().equals("ecb")) {
      int block = choice.blockSize();
      if (iv == null || iv.length != block) {
        throw new CryptoException(
            "options.iv length should be %d: %s".formatted(block, iv == null ? "none" : iv.length));
      }
      vector = iv;
    }
    return choice.algorithm().equals("aes")
        ? new Aes(choice.mode(), key, vector, isEncrypting)
        : new OfEngine(choice, key, vector, isEncrypting);
  }

  /// What comes out for more octets, which may be less or none yet.
  public abstract byte[] update(byte[] more);

  /// What is left at the end. Throws [CryptoException] if what was decrypted has no valid end.
  public abstract byte[] finish();

  private static final class Aes extends SymmetricCipher {

    private final Cipher cipher;

    Aes(String mode, byte[] key, byte @Nullable [] iv, boolean isEncrypting) {
      var transformation =
          switch (mode) {
            case "cbc" -> "AES/CBC/PKCS5Padding";
            case "ecb" -> "AES/ECB/PKCS5Padding";
            case "ofb" -> "AES/OFB/NoPadding";
            case "ctr" -> "AES/CTR/NoPadding";
            default -> "AES/CFB/NoPadding";
          };
      AlgorithmParameterSpec parameters = iv == null ? null : new IvParameterSpec(iv);
      try {
        cipher = Cipher.getInstance(transformation);
        cipher.init(
            isEncrypting ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE,
            new SecretKeySpec(key, "AES"),
            parameters);
      } catch (GeneralSecurityException failure) {
        throw new CryptoException("cipher cannot be used: " + failure.getMessage(), failure);
      }
    }

    @Override
    public byte[] update(byte[] more) {
      var out = cipher.update(more);
      return out == null ? new byte[0] : out;
    }

    @Override
    public byte[] finish() {
      try {
        return cipher.doFinal();
      } catch (GeneralSecurityException failure) {
        throw new CryptoException("bad decrypt", failure);
      }
    }
  }

  /// All but AES, which Java's own library has in hardware.
  private static final class OfEngine extends SymmetricCipher {

    private final BufferedBlockCipher cipher;

    OfEngine(Choice choice, byte[] key, byte @Nullable [] iv, boolean isEncrypting) {
      var engine = choice.engine();
      int bits = choice.blockSize() * 8;
      cipher =
          switch (choice.mode()) {
            case "cbc" -> new PaddedBufferedBlockCipher(CBCBlockCipher.newInstance(engine));
            case "ecb" -> new PaddedBufferedBlockCipher(engine);
            case "ofb" -> new DefaultBufferedBlockCipher(new OFBBlockCipher(engine, bits));
            case "ctr" -> new DefaultBufferedBlockCipher(SICBlockCipher.newInstance(engine));
            default -> new DefaultBufferedBlockCipher(CFBBlockCipher.newInstance(engine, bits));
          };
      var parameter = new KeyParameter(key);
      cipher.init(isEncrypting, iv == null ? parameter : new ParametersWithIV(parameter, iv));
    }

    @Override
    public byte[] update(byte[] more) {
      var out = new byte[cipher.getUpdateOutputSize(more.length)];
      int length = cipher.processBytes(more, 0, more.length, out, 0);
      return Arrays.copyOf(out, length);
    }

    @Override
    public byte[] finish() {
      var out = new byte[cipher.getOutputSize(0)];
      try {
        int length = cipher.doFinal(out, 0);
        return Arrays.copyOf(out, length);
      } catch (InvalidCipherTextException | DataLengthException failure) {
        throw new CryptoException("bad decrypt", failure);
      }
    }
  }
}
