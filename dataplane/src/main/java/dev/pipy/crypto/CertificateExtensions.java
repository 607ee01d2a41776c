package dev.pipy.crypto;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.jspecify.annotations.Nullable;

/// Extensions of certificates (RFC 5280 section 4.2), written as in OpenSSL's configuration: words
/// parted by commas, `critical` first for one that must be understood.
final class CertificateExtensions {

  private static final Map<String, ASN1ObjectIdentifier> KNOWN =
      Map.of(
          "subjectAltName", Extension.subjectAlternativeName,
          "basicConstraints", Extension.basicConstraints,
          "keyUsage", Extension.keyUsage,
          "extendedKeyUsage", Extension.extendedKeyUsage);

  private static final Map<String, Integer> USAGES =
      Map.of(
          "digitalSignature", KeyUsage.digitalSignature,
          "nonRepudiation", KeyUsage.nonRepudiation,
          "keyEncipherment", KeyUsage.keyEncipherment,
          "dataEncipherment", KeyUsage.dataEncipherment,
          "keyAgreement", KeyUsage.keyAgreement,
          "keyCertSign", KeyUsage.keyCertSign,
          "cRLSign", KeyUsage.cRLSign,
          "encipherOnly", KeyUsage.encipherOnly,
          "decipherOnly", KeyUsage.decipherOnly);

  private static final Map<String, KeyPurposeId> PURPOSES =
      Map.of(
          "serverAuth", KeyPurposeId.id_kp_serverAuth,
          "clientAuth", KeyPurposeId.id_kp_clientAuth,
          "codeSigning", KeyPurposeId.id_kp_codeSigning,
          "emailProtection", KeyPurposeId.id_kp_emailProtection,
          "timeStamping", KeyPurposeId.id_kp_timeStamping,
          "OCSPSigning", KeyPurposeId.id_kp_OCSPSigning);

  private static final Map<String, Integer> NAME_KINDS =
      Map.of(
          "DNS", GeneralName.dNSName,
          "IP", GeneralName.iPAddress,
          "email", GeneralName.rfc822Name,
          "URI", GeneralName.uniformResourceIdentifier);

  private CertificateExtensions() {}

  /// Null for none. Throws [CryptoException] for what is not known.
  static @Nullable Extensions of(Map<String, String> values) throws IOException {
    if (values.isEmpty()) {
      return null;
    }
    var extensions = new ExtensionsGenerator();
    for (var entry : values.entrySet()) {
      var id = KNOWN.get(entry.getKey());
      if (id == null) {
        throw new CryptoException(
            "extensions: unknown " + entry.getKey() + " (expected: one of " + names(KNOWN) + ")");
      }
      var words = new ArrayList<>(List.of(entry.getValue().strip().split("\\s*,\\s*")));
      boolean isCritical = words.remove("critical");
      extensions.addExtension(id, isCritical, value(entry.getKey(), words));
    }
    return extensions.generate();
  }

  private static ASN1Encodable value(String name, List<String> words) {
    return switch (name) {
      case "subjectAltName" ->
          new GeneralNames(
              words.stream().map(CertificateExtensions::name).toArray(GeneralName[]::new));
      case "basicConstraints" -> constraints(words);
      case "keyUsage" ->
          new KeyUsage(
              words.stream()
                  .mapToInt(word -> known(name, word, USAGES))
                  .reduce(0, (all, one) -> all | one));
      default ->
          new ExtendedKeyUsage(
              words.stream().map(word -> known(name, word, PURPOSES)).toArray(KeyPurposeId[]::new));
    };
  }

  private static GeneralName name(String word) {
    int colon = word.indexOf(':');
    int kind = known("subjectAltName", colon < 0 ? word : word.substring(0, colon), NAME_KINDS);
    try {
      return new GeneralName(kind, word.substring(colon + 1).strip());
    } catch (IllegalArgumentException malformed) {
      throw new CryptoException("extensions: subjectAltName cannot be " + word);
    }
  }

  private static BasicConstraints constraints(List<String> words) {
    boolean isAuthority = false;
    int length = -1;
    for (var word : words) {
      switch (word) {
        case "CA:TRUE", "CA:true" -> isAuthority = true;
        case "CA:FALSE", "CA:false" -> {}
        default -> {
          if (!word.matches("pathlen:\\d{1,3}")) {
            throw new CryptoException(
                "extensions: basicConstraints cannot be "
                    + word
                    + " (expected: CA:TRUE, CA:FALSE or pathlen:0)");
          }
          length = Integer.parseInt(word.substring("pathlen:".length()));
        }
      }
    }
    return isAuthority && length >= 0
        ? new BasicConstraints(length)
        : new BasicConstraints(isAuthority);
  }

  private static <T> T known(String extension, String word, Map<String, T> known) {
    var value = known.get(word);
    if (value == null) {
      throw new CryptoException(
          "extensions: "
              + extension
              + " cannot be "
              + word
              + " (expected: one of "
              + names(known)
              + ")");
    }
    return value;
  }

  private static String names(Map<String, ?> map) {
    return String.join(", ", map.keySet().stream().sorted().toList());
  }
}
