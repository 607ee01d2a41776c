package dev.pipy.script;

import dev.pipy.crypto.CryptoException;
import dev.pipy.crypto.SymmetricCipher;
import dev.pipy.event.Bytes;
import org.graalvm.polyglot.HostAccess;

/// A cipher that a script works with. Public because the prelude calls it.
public final class ScriptCipher {

  private final SymmetricCipher cipher;

  ScriptCipher(SymmetricCipher cipher) {
    this.cipher = cipher;
  }

  /// What comes out for more bytes.
  @HostAccess.Export
  public Bytes update(Bytes bytes) {
    return new Bytes(cipher.update(bytes.toArray()));
  }

  /// What is left, or the words that tell what is wrong with it.
  @HostAccess.Export
  public Object finish() {
    try {
      return new Bytes(cipher.finish());
    } catch (CryptoException failure) {
      return String.valueOf(failure.getMessage());
    }
  }
}
