package dev.pipy.tls;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Signature;
import java.util.Arrays;

/// Who an end of a connection is: its certificate, followed by those of who issued it, and the
/// private key that proves it.
///
/// @param chain one certificate or more
/// @param key belongs to the first
public record Identity(CertificateChain chain, TlsKey key) {

  /// Fails with [TlsInputException] unless the key belongs to the certificate. Costs a signature.
  public void check() {
    var certified = chain.certificates().getFirst().getPublicKey();
    var secret = key.key();
    var algorithm =
        switch (certified.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> certified.getAlgorithm();
        };
    try {
      var signature = Signature.getInstance(algorithm);
      var probe = new byte[32];
      Arrays.fill(probe, (byte) 1);
      signature.initSign(secret);
      signature.update(probe);
      var signed = signature.sign();
      signature.initVerify(certified);
      signature.update(probe);
      if (!signature.verify(signed)) {
        throw TlsInputException.keyMismatch(chain);
      }
    } catch (InvalidKeyException mismatched) {
      throw TlsInputException.keyMismatch(chain);
    } catch (GeneralSecurityException unknown) {
      // an algorithm without a check here: the first handshake tells
    }
  }
}
