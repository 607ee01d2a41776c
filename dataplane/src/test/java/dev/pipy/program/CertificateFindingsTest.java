package dev.pipy.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.DataPlane;
import dev.pipy.DataPlaneOptions;
import dev.pipy.codebase.CodebaseException;
import dev.pipy.codebase.Diagnostic;
import dev.pipy.codebase.DiagnosticId;
import dev.pipy.codebase.FileMapCodebase;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Certificates and keys that a codebase brings along.
final class CertificateFindingsTest {

  private static final DataPlane PLANE = DataPlane.start(DataPlaneOptions.DEFAULT, _ -> {});

  private static final String ACCEPT =
      """
      const certificate = {
        cert: new crypto.CertificateChain(pipy.load('a.crt')),
        key: new crypto.PrivateKey(pipy.load('a.key')),
      }
      pipy().listen(0).acceptTLS('x', { alpn: ALPN, certificate }).pipeline('x').dummy()
      """;

  @AfterAll
  static void stop() {
    PLANE.close();
  }

  /// Valid from and until so many days from now.
  private static X509Bundle certificate(int from, int until) {
    var now = Instant.now();
    try {
      return new CertificateBuilder()
          .ecp256()
          .subject("CN=a.test")
          .notBefore(now.plus(Duration.ofDays(from)))
          .notAfter(now.plus(Duration.ofDays(until)).plusSeconds(60))
          .setIsCertificateAuthority(true)
          .buildSelfSigned();
    } catch (Exception failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static Activation activation(String script, X509Bundle certificate, X509Bundle key) {
    return new Activation(
        "a",
        0,
        new FileMapCodebase(
            Map.of(
                "main.js", script.getBytes(StandardCharsets.UTF_8),
                "a.crt", certificate.getCertificatePEM().getBytes(StandardCharsets.UTF_8),
                "a.key", key.getPrivateKeyPEM().getBytes(StandardCharsets.UTF_8))),
        "/main.js",
        Duration.ZERO);
  }

  private static List<Diagnostic> findings(String script, X509Bundle certificate, X509Bundle key) {
    return PLANE.validate(activation(script, certificate, key)).findings();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          -30 | -1 | CERTIFICATE_EXPIRED      | ERROR   | expired on
          1   | 90 | CERTIFICATE_EXPIRED      | ERROR   | is valid only from
          -80 | 9  | CERTIFICATE_EXPIRES_SOON | WARNING | expires in 9 days
          -80 | 1  | CERTIFICATE_EXPIRES_SOON | WARNING | expires in 24 hours
          """)
  void says_when_a_certificate_is_not_valid(
      int from, int until, DiagnosticId id, Diagnostic.Severity severity, String message) {
    var certificate = certificate(from, until);

    assertThat(findings(ACCEPT.replace("ALPN", "'h2'"), certificate, certificate))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.id()).isEqualTo(id);
          assertThat(finding.severity()).isEqualTo(severity);
          assertThat(finding.message()).contains("CN=a.test").contains(message);
          assertThat(finding.place()).isEqualTo("/main.js:5:47");
        });
  }

  @ParameterizedTest
  @CsvSource({"-1, 60", "-1, 3"})
  void a_certificate_that_is_young_is_none_to_talk_about(int from, int until) {
    var certificate = certificate(from, until);

    assertThat(findings(ACCEPT.replace("ALPN", "'h2'"), certificate, certificate)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"'h2'", "() => 0"})
  void a_key_must_belong_to_its_certificate(String alpn) {
    assertThat(findings(ACCEPT.replace("ALPN", alpn), certificate(-1, 60), certificate(-1, 60)))
        .singleElement()
        .matches(finding -> finding.id() == DiagnosticId.KEY_MISMATCH && finding.isError());
  }

  @Test
  void what_ran_yesterday_still_starts() throws CodebaseException {
    var certificate = certificate(-30, -1);
    var activation = activation(ACCEPT.replace("ALPN", "'h2'"), certificate, certificate);

    assertThat(PLANE.check(activation).warnings())
        .singleElement()
        .matches(finding -> finding.id() == DiagnosticId.CERTIFICATE_EXPIRED);
  }

  @Test
  void an_expired_authority_is_a_warning() {
    var certificate = certificate(-30, -1);
    var script =
        """
        const trusted = [new crypto.Certificate(pipy.load('a.crt'))]
        pipy().listen(0).connectTLS('x', { sni: 'a.test', trusted }).pipeline('x').connect('a.test:1')
        """;

    assertThat(findings(script, certificate, certificate))
        .singleElement()
        .matches(finding -> finding.id() == DiagnosticId.CERTIFICATE_EXPIRED && !finding.isError())
        .matches(finding -> finding.message().contains("trusted certificate of CN=a.test"));
  }
}
