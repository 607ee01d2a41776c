package dev.pipy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.e2e.support.CodebaseFolder;
import dev.pipy.e2e.support.Command;
import dev.pipy.e2e.support.Daemon;
import dev.pipy.e2e.support.Ports;
import dev.pipy.e2e.support.ProxyUnderTest;
import dev.pipy.e2e.support.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The PROXY protocol with haproxy in front of us, and with nginx behind us.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProxyProtocolIT {

  @TempDir static Path folder;

  private final int accepting = Ports.free();
  private final int sending = Ports.free();
  private final int haproxyV1 = Ports.free();
  private final int haproxyV2 = Ports.free();
  private final int nginx = Ports.free();
  private ProxyUnderTest proxy;
  private Daemon front;
  private Daemon back;

  @BeforeAll
  void start() throws IOException {
    Tools.assumePresent("curl");
    Tools.assumePresent("nginx");
    Tools.assumePresent("haproxy");
    var codebase =
        CodebaseFolder.ofScript(
            folder.resolve("codebase"),
            """
            pipy({ _from: null })
              .listen($ACCEPTING)
              .acceptProxyProtocol('accepted', header => { _from = header; return true })

              .pipeline('accepted')
              .serveHTTP(() => new Message(`v${_from.version} ${_from.protocol} ${_from.sourceAddress}\\n`))

              .listen($SENDING)
              .connectProxyProtocol('nginx', () => ({
                version: 2,
                protocol: 'TCP4',
                sourceAddress: '192.0.2.7',
                sourcePort: 1234,
                targetAddress: '192.0.2.8',
                targetPort: 80
              }))

              .pipeline('nginx')
              .connect('127.0.0.1:$NGINX')
            """
                .replace("$ACCEPTING", "" + accepting)
                .replace("$SENDING", "" + sending)
                .replace("$NGINX", "" + nginx));
    proxy =
        ProxyUnderTest.in(folder)
            .arguments(codebase.path().resolve("main.js"))
            .start(accepting, sending);
    front =
        Daemon.start(folder, List.of("haproxy", "-db", "-f", haproxyConf()), haproxyV1, haproxyV2);
    back =
        Daemon.start(folder, List.of("nginx", "-p", folder.toString(), "-c", nginxConf()), nginx);
  }

  private String haproxyConf() throws IOException {
    return Files.writeString(
            folder.resolve("haproxy.cfg"),
            """
            defaults
              mode tcp
              timeout connect 5s
              timeout client 10s
              timeout server 10s
            listen one
              bind 127.0.0.1:%d
              server pipy 127.0.0.1:%d send-proxy
            listen two
              bind 127.0.0.1:%d
              server pipy 127.0.0.1:%d send-proxy-v2
            """
                .formatted(haproxyV1, accepting, haproxyV2, accepting))
        .toString();
  }

  private String nginxConf() throws IOException {
    return Files.writeString(
            folder.resolve("nginx.conf"),
            """
            daemon off;
            master_process off;
            pid nginx.pid;
            error_log nginx-error.log;
            events {}
            http {
              access_log off;
              client_body_temp_path body;
              proxy_temp_path proxy;
              fastcgi_temp_path fastcgi;
              scgi_temp_path scgi;
              uwsgi_temp_path uwsgi;
              default_type text/plain;
              server {
                listen 127.0.0.1:%d proxy_protocol;
                location / { return 200 "$proxy_protocol_addr $proxy_protocol_port\\n"; }
              }
            }
            """
                .formatted(nginx))
        .toString();
  }

  @AfterAll
  void stop() {
    for (AutoCloseable started : new AutoCloseable[] {front, back, proxy}) {
      if (started != null) {
        close(started);
      }
    }
  }

  private static void close(AutoCloseable started) {
    try {
      started.close();
    } catch (Exception failure) {
      throw new IllegalStateException(failure);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void understands_haproxy(int version) {
    assertThat(curl(version == 1 ? haproxyV1 : haproxyV2))
        .isEqualTo("v" + version + " TCP4 127.0.0.1\n");
  }

  @Test
  void is_understood_by_nginx() {
    assertThat(curl(sending)).isEqualTo("192.0.2.7 1234\n");
  }

  private static String curl(int port) {
    return Command.of(
            "curl", "-sS", "--max-time", "20", "--noproxy", "*", "http://127.0.0.1:" + port + "/")
        .run()
        .out();
  }
}
