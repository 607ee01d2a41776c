package dev.pipy.tls;

import io.netty.util.NetUtil;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The names in a certificate, and which servers they stand for (RFC 9525 section 6.3).
final class ServerNames {

  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;

  private ServerNames() {}

  /// The host names and addresses among the alternative names, as they stand there.
  static List<String> of(X509Certificate certificate) {
    var names = new ArrayList<>(entries(certificate, DNS_NAME));
    names.addAll(entries(certificate, IP_ADDRESS));
    return names;
  }

  /// Whether the certificate is for a host name or an address. The common name does not count.
  static boolean match(X509Certificate certificate, String name) {
    byte @Nullable [] address = NetUtil.createByteArrayFromIpAddressString(name);
    if (address == null) {
      return entries(certificate, DNS_NAME).stream().anyMatch(pattern -> matches(pattern, name));
    }
    for (var entry : entries(certificate, IP_ADDRESS)) {
      byte @Nullable [] listed = NetUtil.createByteArrayFromIpAddressString(entry);
      if (listed != null && Arrays.equals(listed, address)) {
        return true;
      }
    }
    return false;
  }

  /// A star stands for one whole label, the first, and at least two must follow.
  private static boolean matches(String pattern, String name) {
    var wanted = name.toLowerCase(Locale.ROOT);
    var given = pattern.toLowerCase(Locale.ROOT);
    if (!given.startsWith("*.")) {
      return !given.isEmpty() && given.equals(wanted);
    }
    var suffix = given.substring(1);
    int dot = wanted.indexOf('.');
    return dot > 0 && suffix.indexOf('.', 1) > 0 && wanted.substring(dot).equals(suffix);
  }

  private static List<String> entries(X509Certificate certificate, int type) {
    Collection<List<?>> all;
    try {
      all = certificate.getSubjectAlternativeNames();
    } catch (CertificateParsingException broken) {
      return List.of();
    }
    if (all == null) {
      return List.of();
    }
    return all.stream()
        .filter(entry -> entry.get(0) instanceof Integer kind && kind == type)
        .map(entry -> String.valueOf(entry.get(1)))
        .toList();
  }
}
