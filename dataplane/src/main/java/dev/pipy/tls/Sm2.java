package dev.pipy.tls;

import java.io.IOException;
import java.security.Key;
import java.security.PrivateKey;
import java.security.PublicKey;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.gm.GMObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.jcajce.provider.asymmetric.ec.KeyFactorySpi;
import org.bouncycastle.jce.interfaces.ECKey;
import org.jspecify.annotations.Nullable;

/// Keys on the curve of SM2 (GB/T 32918.5), which the Java runtime does not know. In a class of
/// their own, since the library that does takes long to load.
public final class Sm2 {

  private Sm2() {}

  /// Whether a key that was read here is one of SM2: all others are the runtime's own.
  public static boolean isKey(Key key) {
    return key instanceof ECKey;
  }

  /// A private key in PKCS#8; null if it is on another curve, or none.
  static @Nullable PrivateKey privateKey(byte[] pkcs8) {
    try {
      var info = PrivateKeyInfo.getInstance(pkcs8);
      return isSm2(info.getPrivateKeyAlgorithm().getParameters())
          ? new KeyFactorySpi.EC().generatePrivate(info)
          : null;
    } catch (IOException | RuntimeException malformed) {
      return null;
    }
  }

  /// A public key as SubjectPublicKeyInfo; null if it is on another curve, or none.
  static @Nullable PublicKey publicKey(byte[] encoded) {
    try {
      var info = SubjectPublicKeyInfo.getInstance(encoded);
      return isSm2(info.getAlgorithm().getParameters())
          ? new KeyFactorySpi.EC().generatePublic(info)
          : null;
    } catch (IOException | RuntimeException malformed) {
      return null;
    }
  }

  private static boolean isSm2(@Nullable ASN1Encodable curve) {
    return GMObjectIdentifiers.sm2p256v1.equals(curve);
  }
}
