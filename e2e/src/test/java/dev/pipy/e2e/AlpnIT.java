package dev.pipy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.e2e.support.CodebaseFolder;
import dev.pipy.e2e.support.Daemon;
import dev.pipy.e2e.support.Pki;
import dev.pipy.e2e.support.Ports;
import dev.pipy.e2e.support.ProxyUnderTest;
import dev.pipy.e2e.support.RawClient;
import dev.pipy.e2e.support.Tools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `muxHTTP` with `version: 'auto'` and servers of others: nghttpd speaks HTTP/2 alone, nginx both
/// or HTTP/1 alone.
class AlpnIT {

  private static final String SCRIPT =
      """
      ((trusted = [new crypto.Certificate(pipy.load('ca.crt'))]) =>
        pipy()
          .listen($PORT)
          .demuxHTTP('request')
          .pipeline('request')
          .muxHTTP('session', '', { version: 'auto' })
          .pipeline('session')
          .connectTLS('tcp', { sni: 'localhost', trusted, alpn: ['h2', 'http/1.1'] })
          .pipeline('tcp')
          .connect('127.0.0.1:$UPSTREAM')
      )()
      """;

  @TempDir Path folder;

  private Pki pki() throws Exception {
    Tools.assumePresent("openssl");
    var made = Files.createDirectory(folder.resolve("pki"));
    return new Pki(made).authority("ca").issue("localhost", "ca");
  }

  private ProxyUnderTest proxy(Pki pki, int port, int upstream) {
    var codebase =
        CodebaseFolder.ofScript(
            folder.resolve("codebase"),
            SCRIPT.replace("$PORT", "" + port).replace("$UPSTREAM", "" + upstream));
    codebase.write("ca.crt", pki.text("ca.crt"));
    return ProxyUnderTest.in(folder).arguments(codebase.path().resolve("main.js")).start(port);
  }

  @Test
  void speaks_http_2_with_nghttpd() throws Exception {
    Tools.assumePresent("nghttpd");
    var pki = pki();
    int upstream = Ports.free();
    int port = Ports.free();
    Files.writeString(folder.resolve("hello.txt"), "from nghttpd");
    try (var _ =
            Daemon.start(
                folder,
                List.of(
                    "nghttpd",
                    "-a",
                    "127.0.0.1",
                    "-d",
                    folder.toString(),
                    "" + upstream,
                    pki.file("localhost.key").toString(),
                    pki.file("localhost.crt").toString()),
                upstream);
        var _ = proxy(pki, port, upstream)) {
      for (int i = 0; i < 3; i++) {
        assertThat(get(port, "/hello.txt")).isEqualTo("from nghttpd");
      }
    }
  }

  @Test
  void speaks_what_nginx_settles() throws Exception {
    Tools.assumePresent("nginx");
    var pki = pki();
    for (var option : List.of(" http2", "")) {
      int upstream = Ports.free();
      int port = Ports.free();
      var own = Files.createDirectory(folder.resolve("nginx" + option.strip()));
      Files.writeString(
          own.resolve("nginx.conf"),
          """
          daemon off; pid %1$s/pid; error_log stderr;
          events {}
          http {
            access_log off; client_body_temp_path %1$s/a; proxy_temp_path %1$s/b;
            fastcgi_temp_path %1$s/c; uwsgi_temp_path %1$s/d; scgi_temp_path %1$s/e;
            server {
              listen 127.0.0.1:%2$d ssl%3$s;
              ssl_certificate %4$s; ssl_certificate_key %5$s;
              location / { return 200 $server_protocol; }
            }
          }
          """
              .formatted(
                  own, upstream, option, pki.file("localhost.crt"), pki.file("localhost.key")));
      try (var _ =
              Daemon.start(
                  own, List.of("nginx", "-c", own.resolve("nginx.conf").toString()), upstream);
          var _ = proxy(pki, port, upstream)) {
        for (int i = 0; i < 3; i++) {
          assertThat(get(port, "/")).isEqualTo(option.isEmpty() ? "HTTP/1.1" : "HTTP/2.0");
        }
      }
    }
  }

  private static String get(int port, String path) {
    try {
      return RawClient.get(port, path).body();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
