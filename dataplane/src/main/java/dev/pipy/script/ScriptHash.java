package dev.pipy.script;

import dev.pipy.crypto.HashFunction;
import dev.pipy.event.Bytes;
import org.graalvm.polyglot.HostAccess;

/// A hash, with or without a secret, that a script computes. Public because the prelude calls it.
public final class ScriptHash {

  private final HashFunction hash;

  ScriptHash(HashFunction hash) {
    this.hash = hash;
  }

  /// Takes more bytes.
  @HostAccess.Export
  public void update(Bytes bytes) {
    hash.update(bytes.toArray());
  }

  /// The hash of all bytes.
  @HostAccess.Export
  public Bytes digest() {
    return new Bytes(hash.digest());
  }
}
