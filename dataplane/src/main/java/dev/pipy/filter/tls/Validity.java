package dev.pipy.filter.tls;

import dev.pipy.filter.spec.Linker;
import dev.pipy.tls.CertificateChain;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/// Whether certificates are valid at a time.
final class Validity {

  /// With so little left, whoever renews certificates should have done so.
  private static final Duration SOON = Duration.ofDays(14);

  /// Certificates that live for days are renewed late: only their last quarter is soon.
  private static final int LAST_PART = 4;

  /// Something to tell about a certificate.
  record Concern(Linker.Concern kind, String message) {}

  private Validity() {}

  /// What is to be said about certificates of ours.
  static List<Concern> ofOwn(CertificateChain chain, Instant now) {
    var concerns = new ArrayList<Concern>();
    for (var certificate : chain.certificates()) {
      var end = certificate.getNotAfter().toInstant();
      if (!isValid(certificate, now)) {
        concerns.add(
            new Concern(
                Linker.Concern.CERTIFICATE_EXPIRED, name(certificate) + fault(certificate, now)));
      } else if (isSoon(certificate, now)) {
        long hours = now.until(end, ChronoUnit.HOURS);
        concerns.add(
            new Concern(
                Linker.Concern.CERTIFICATE_EXPIRES_SOON,
                name(certificate)
                    + " expires in "
                    + (hours < 48 ? hours + " hours" : hours / 24 + " days")
                    + ", on "
                    + end));
      }
    }
    return concerns;
  }

  /// What is to be said about certificates that others are judged by.
  static List<Concern> ofTrusted(CertificateChain chain, Instant now) {
    return chain.certificates().stream()
        .filter(certificate -> !isValid(certificate, now))
        .map(certificate ->
            new Concern(
                Linker.Concern.TRUST_EXPIRED,
                "trusted " + name(certificate) + fault(certificate, now)))
        .toList();
  }

  private static boolean isValid(X509Certificate certificate, Instant now) {
    return !now.isBefore(certificate.getNotBefore().toInstant())
        && !now.isAfter(certificate.getNotAfter().toInstant());
  }

  private static String fault(X509Certificate certificate, Instant now) {
    var begin = certificate.getNotBefore().toInstant();
    return now.isBefore(begin)
        ? " is valid only from " + begin + " on"
        : " expired on " + certificate.getNotAfter().toInstant();
  }

  private static boolean isSoon(X509Certificate certificate, Instant now) {
    var begin = certificate.getNotBefore().toInstant();
    var end = certificate.getNotAfter().toInstant();
    var left = Duration.between(now, end);
    return left.compareTo(SOON) < 0
        && left.compareTo(Duration.between(begin, end).dividedBy(LAST_PART)) < 0;
  }

  private static String name(X509Certificate certificate) {
    return "certificate of " + certificate.getSubjectX500Principal();
  }
}
