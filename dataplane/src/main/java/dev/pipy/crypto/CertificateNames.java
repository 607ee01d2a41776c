package dev.pipy.crypto;

import java.util.Map;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;

/// Distinguished names of certificates, from attributes by their short or long names.
final class CertificateNames {

  private static final Map<String, ASN1ObjectIdentifier> ATTRIBUTES =
      Map.ofEntries(
          Map.entry("CN", BCStyle.CN),
          Map.entry("commonName", BCStyle.CN),
          Map.entry("O", BCStyle.O),
          Map.entry("organizationName", BCStyle.O),
          Map.entry("OU", BCStyle.OU),
          Map.entry("organizationalUnitName", BCStyle.OU),
          Map.entry("C", BCStyle.C),
          Map.entry("countryName", BCStyle.C),
          Map.entry("ST", BCStyle.ST),
          Map.entry("stateOrProvinceName", BCStyle.ST),
          Map.entry("L", BCStyle.L),
          Map.entry("localityName", BCStyle.L),
          Map.entry("emailAddress", BCStyle.EmailAddress),
          Map.entry("serialNumber", BCStyle.SERIALNUMBER),
          Map.entry("DC", BCStyle.DC),
          Map.entry("domainComponent", BCStyle.DC));

  private CertificateNames() {}

  /// Throws [CryptoException] for an attribute that is not known.
  static X500Name of(Map<String, String> attributes) {
    if (attributes.isEmpty()) {
      throw new CryptoException("subject: empty (expected: such as { commonName: 'name' })");
    }
    var name = new X500NameBuilder(BCStyle.INSTANCE);
    attributes.forEach((attribute, value) -> {
      var id = ATTRIBUTES.get(attribute);
      if (id == null) {
        throw new CryptoException("subject: unknown attribute " + attribute);
      }
      try {
        name.addRDN(id, value);
      } catch (IllegalArgumentException malformed) {
        throw new CryptoException("subject: " + attribute + " cannot be " + value);
      }
    });
    return name.build();
  }
}
