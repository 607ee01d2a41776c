package dev.pipy.crypto;

import java.util.Arrays;
import org.bouncycastle.crypto.engines.DESEngine;
import org.bouncycastle.crypto.params.DESParameters;
import org.bouncycastle.crypto.params.KeyParameter;

/// MDC-2 (ISO/IEC 10118-2, hash-function 2, with DES): two chains of DES encryptions that exchange
/// their right halves after each block. For old protocols only. What is left of the last block is
/// filled with zeros, as OpenSSL does.
final class Mdc2 extends HashFunction {

  private static final int BLOCK = 8;
  private static final int HALF = BLOCK / 2;
  private static final byte FIRST = 0x52;
  private static final byte SECOND = 0x25;

  private final DESEngine des = new DESEngine();
  private final byte[] left = new byte[BLOCK];
  private final byte[] right = new byte[BLOCK];
  private final byte[] block = new byte[BLOCK];
  private int filled;

  Mdc2() {
    super(BLOCK);
    reset();
  }

  private void reset() {
    Arrays.fill(left, FIRST);
    Arrays.fill(right, SECOND);
    filled = 0;
  }

  @Override
  public void update(byte[] more) {
    for (byte octet : more) {
      block[filled++] = octet;
      if (filled == BLOCK) {
        compress();
      }
    }
  }

  private void compress() {
    // two bits of each key tell the chains apart, so that they cannot fall together
    left[0] = (byte) ((left[0] & 0x9f) | 0x40);
    right[0] = (byte) ((right[0] & 0x9f) | 0x20);
    var one = encrypted(left);
    var two = encrypted(right);
    System.arraycopy(one, 0, left, 0, HALF);
    System.arraycopy(two, HALF, left, HALF, HALF);
    System.arraycopy(two, 0, right, 0, HALF);
    System.arraycopy(one, HALF, right, HALF, HALF);
    filled = 0;
  }

  /// The block under a key, and the block itself on top of that.
  private byte[] encrypted(byte[] key) {
    var odd = key.clone();
    DESParameters.setOddParity(odd);
    des.init(true, new KeyParameter(odd));
    var out = new byte[BLOCK];
    des.processBlock(block, 0, out, 0);
    for (int i = 0; i < BLOCK; i++) {
      out[i] ^= block[i];
    }
    return out;
  }

  @Override
  public byte[] digest() {
    if (filled > 0) {
      Arrays.fill(block, filled, BLOCK, (byte) 0);
      compress();
    }
    var hash = Arrays.copyOf(left, 2 * BLOCK);
    System.arraycopy(right, 0, hash, BLOCK, BLOCK);
    reset();
    return hash;
  }
}
