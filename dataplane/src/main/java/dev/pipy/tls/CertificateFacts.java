package dev.pipy.tls;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.security.auth.x500.X500Principal;

/// What the first certificate of a chain says. Any thread.
public final class CertificateFacts {

  /// What the attributes of names are called in full (RFC 4519 section 2).
  private static final Map<String, String> LONG_NAMES =
      Map.of(
          "CN", "commonName",
          "O", "organizationName",
          "OU", "organizationalUnitName",
          "C", "countryName",
          "ST", "stateOrProvinceName",
          "L", "localityName",
          "EMAILADDRESS", "emailAddress",
          "SERIALNUMBER", "serialNumber",
          "DC", "domainComponent");

  private static final Map<String, String> MORE_NAMES =
      Map.of("1.2.840.113549.1.9.1", "EMAILADDRESS", "2.5.4.5", "SERIALNUMBER");

  private CertificateFacts() {}

  /// Who it is about: names of attributes and their values in turn, as they stand there.
  public static List<String> subject(CertificateChain chain) {
    return attributes(first(chain).getSubjectX500Principal());
  }

  /// Who issued it.
  public static List<String> issuer(CertificateChain chain) {
    return attributes(first(chain).getIssuerX500Principal());
  }

  /// The host names and addresses that it is for.
  public static List<String> alternativeNames(CertificateChain chain) {
    return ServerNames.of(first(chain));
  }

  /// From when on it is valid.
  public static Instant notBefore(CertificateChain chain) {
    return first(chain).getNotBefore().toInstant();
  }

  /// Until when it is valid.
  public static Instant notAfter(CertificateChain chain) {
    return first(chain).getNotAfter().toInstant();
  }

  private static X509Certificate first(CertificateChain chain) {
    return chain.certificates().getFirst();
  }

  private static List<String> attributes(X500Principal principal) {
    var named = new ArrayList<String>();
    try {
      var name = new LdapName(principal.getName(X500Principal.RFC2253, MORE_NAMES));
      for (var part : name.getRdns()) {
        named.add(LONG_NAMES.getOrDefault(part.getType(), part.getType()));
        named.add(String.valueOf(part.getValue()).replace('\0', ' '));
      }
    } catch (InvalidNameException unusual) {
      named.clear();
    }
    return named;
  }
}
