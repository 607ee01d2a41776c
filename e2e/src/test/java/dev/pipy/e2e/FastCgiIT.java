package dev.pipy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.e2e.support.CodebaseFolder;
import dev.pipy.e2e.support.Command;
import dev.pipy.e2e.support.Daemon;
import dev.pipy.e2e.support.Ports;
import dev.pipy.e2e.support.ProxyUnderTest;
import dev.pipy.e2e.support.RawClient;
import dev.pipy.e2e.support.Tools;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// FastCGI with others: cgi-fcgi and nginx ask us, fcgiwrap is asked.
class FastCgiIT {

  private static final String APPLICATION =
      """
      pipy()
        .listen($APPLICATION)
        .demuxFastCGI('answer')
        .pipeline('answer')
        .replaceMessage(({ head, body }) => new Message(
          'Status: 201 Made\\r\\nContent-Type: text/plain\\r\\n\\r\\n' +
          `${head.params.REQUEST_METHOD} ${head.params.SCRIPT_NAME} ${body}`
        ))
      """;

  private static final String PROXY =
      """
      pipy()
        .listen($PORT)
        .demuxHTTP('request')
        .pipeline('request')
        .replaceMessage(({ head, body }) => new Message({
          keepAlive: false,
          params: {
            REQUEST_METHOD: head.method,
            SCRIPT_FILENAME: '$SCRIPT',
            QUERY_STRING: head.path.split('?')[1],
            CONTENT_LENGTH: body.size,
          },
        }, body))
        .muxFastCGI('application', '')
        .replaceMessage(({ body, tail }) => new Message(`${tail.appStatus} ${body}`))
        .pipeline('application')
        .connect('127.0.0.1:$APPLICATION')
      """;

  @TempDir Path folder;
  private final int port = Ports.free();
  private final int application = Ports.free();

  private ProxyUnderTest start(String script, int listening) {
    var filled =
        script
            .replace("$PORT", "" + port)
            .replace("$APPLICATION", "" + application)
            .replace("$SCRIPT", folder.resolve("script.cgi").toString());
    var codebase = CodebaseFolder.ofScript(folder.resolve("codebase"), filled);
    return ProxyUnderTest.in(folder).arguments(codebase.path().resolve("main.js")).start(listening);
  }

  @Test
  void cgi_fcgi_gets_an_answer() {
    Tools.assumePresent("cgi-fcgi");
    try (var _ = start(APPLICATION, application)) {
      var result =
          Command.of("cgi-fcgi", "-bind", "-connect", "127.0.0.1:" + application)
              .with(Map.of("REQUEST_METHOD", "POST", "SCRIPT_NAME", "/a", "CONTENT_LENGTH", "5"))
              .reading("hello")
              .run();

      assertThat(result.out())
          .as(result.err())
          .isEqualTo("Status: 201 Made\r\nContent-Type: text/plain\r\n\r\nPOST /a hello");
    }
  }

  @Test
  void nginx_gets_answers_over_kept_connections() throws Exception {
    Tools.assumePresent("nginx");
    Files.writeString(
        folder.resolve("nginx.conf"),
        """
        daemon off; pid %1$s/pid; error_log stderr;
        events {}
        http {
          access_log off; client_body_temp_path %1$s/a; proxy_temp_path %1$s/b;
          fastcgi_temp_path %1$s/c; uwsgi_temp_path %1$s/d; scgi_temp_path %1$s/e;
          upstream application { server 127.0.0.1:%2$d; keepalive 4; }
          server {
            listen 127.0.0.1:%3$d;
            location / {
              fastcgi_pass application; fastcgi_keep_conn on;
              fastcgi_param REQUEST_METHOD $request_method;
              fastcgi_param SCRIPT_NAME $uri;
              fastcgi_param CONTENT_LENGTH $content_length;
            }
          }
        }
        """
            .formatted(folder, application, port));
    try (var _ = start(APPLICATION, application);
        var _ =
            Daemon.start(
                folder, List.of("nginx", "-c", folder.resolve("nginx.conf").toString()), port);
        var client = RawClient.connect(port)) {
      for (int i = 0; i < 5; i++) {
        var answer = client.post("/page" + i, "body");
        assertThat(answer.statusLine()).isEqualTo("HTTP/1.1 201 Made");
        assertThat(answer.body()).isEqualTo("POST /page" + i + " body");
      }
    }
  }

  @Test
  void fcgiwrap_is_asked() throws Exception {
    Tools.assumePresent("fcgiwrap");
    Tools.assumePresent("spawn-fcgi");
    var script = folder.resolve("script.cgi");
    Files.writeString(
        script,
        """
        #!/bin/sh
        printf 'Content-Type: text/plain\\r\\n\\r\\n%s %s ' "$REQUEST_METHOD" "$QUERY_STRING"
        cat
        """);
    assertThat(script.toFile().setExecutable(true)).isTrue();
    try (var _ =
            Daemon.start(
                folder,
                List.of(
                    "spawn-fcgi",
                    "-n",
                    "-a",
                    "127.0.0.1",
                    "-p",
                    "" + application,
                    "--",
                    "/usr/sbin/fcgiwrap"),
                application);
        var _ = start(PROXY, port);
        var client = RawClient.connect(port)) {
      for (int i = 0; i < 3; i++) {
        assertThat(client.post("/?n=" + i, "hello").body())
            .startsWith("0 ")
            .endsWith("\r\n\r\nPOST n=" + i + " hello");
      }
    }
  }
}
