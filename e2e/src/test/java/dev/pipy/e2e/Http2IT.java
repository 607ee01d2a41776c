package dev.pipy.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pipy.control.v1.GetFilterRequest;
import dev.pipy.control.v1.GetServerInfoRequest;
import dev.pipy.control.v1.ListFiltersRequest;
import dev.pipy.control.v1.TailLogsRequest;
import dev.pipy.control.v1.TailLogsResponse;
import dev.pipy.e2e.support.Await;
import dev.pipy.e2e.support.CodebaseFolder;
import dev.pipy.e2e.support.Command;
import dev.pipy.e2e.support.ControlApi;
import dev.pipy.e2e.support.Ports;
import dev.pipy.e2e.support.ProxyUnderTest;
import dev.pipy.e2e.support.Tools;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// HTTP/2 with peers that others wrote: curl, h2load, nginx and gRPC.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Http2IT {

  private static final int BODY_SIZE = 5_000_000;

  /// A server, a proxy in front of it, one in front of nginx, one in front of a control API.
  private static final String SCRIPT =
      """
      pipy()
        .listen($SERVER)
        .demuxHTTP('serve')
        .pipeline('serve')
        .replaceMessage(msg => (
          msg.body?.size ? new Message(msg.body) : new Message(msg.head.protocol + ' ' + msg.head.path + '\\n')
        ))

        .listen($PROXY)
        .demuxHTTP('forward')
        .pipeline('forward')
        .muxHTTP('server', '', { version: 2 })
        .pipeline('server')
        .connect('127.0.0.1:$SERVER')

        .listen($TO_NGINX)
        .demuxHTTP('to-nginx')
        .pipeline('to-nginx')
        .muxHTTP('nginx', '', { version: 'h2' })
        .pipeline('nginx')
        .connect('127.0.0.1:$NGINX')

        .listen($TO_CONTROL)
        .demuxHTTP('to-control')
        .pipeline('to-control')
        .muxHTTP('control', '', { version: 2 })
        .pipeline('control')
        .connect('127.0.0.1:$CONTROL')
      """;

  @TempDir static Path folder;
  private final int server = Ports.free();
  private final int forward = Ports.free();
  private final int toNginx = Ports.free();
  private final int nginx = Ports.free();
  private final int toControl = Ports.free();
  private ProxyUnderTest controlled;
  private ProxyUnderTest proxy;

  @BeforeAll
  void start() {
    controlled = ProxyUnderTest.empty(folder);
    String script =
        SCRIPT
            .replace("$SERVER", "" + server)
            .replace("$PROXY", "" + forward)
            .replace("$TO_NGINX", "" + toNginx)
            .replace("$NGINX", "" + nginx)
            .replace("$TO_CONTROL", "" + toControl)
            .replace("$CONTROL", "" + controlled.adminPort());
    CodebaseFolder codebase = CodebaseFolder.ofScript(folder.resolve("codebase"), script);
    proxy =
        ProxyUnderTest.in(folder)
            .arguments(codebase.path().resolve("main.js"))
            .start(server, forward, toNginx, toControl);
  }

  @AfterAll
  void stop() {
    proxy.close();
    controlled.close();
  }

  private static String curl(Object... words) {
    Tools.assumePresent("curl");
    List<String> command = new ArrayList<>(List.of("curl", "-sS", "--max-time", "20"));
    for (Object word : words) {
      command.add(word.toString());
    }
    Command.Result result = Command.of(command).run();
    assertThat(result.err()).isEmpty();
    return result.out();
  }

  private static String url(int port, String path) {
    return "http://127.0.0.1:" + port + path;
  }

  @Test
  void speaks_http_2_with_curl_that_knows_it() {
    assertThat(curl("--http2-prior-knowledge", url(server, "/a"))).isEqualTo("HTTP/2 /a\n");
  }

  @Test
  void switches_to_http_2_when_curl_asks() {
    String version = "%{http_version}";

    assertThat(curl("--http2", "-w", version, url(server, "/a"))).isEqualTo("HTTP/1.1 /a\n2");
  }

  @Test
  void carries_bodies_whole_through_every_change_of_version() throws IOException {
    Path body = folder.resolve("body");
    byte[] sent = new byte[BODY_SIZE];
    for (int i = 0; i < sent.length; i++) {
      sent[i] = (byte) (i * 31 + i / 251);
    }
    Files.write(body, sent);
    Path received = folder.resolve("received");
    for (String version : List.of("--http1.1", "--http2-prior-knowledge")) {
      curl(version, "--data-binary", "@" + body, "-o", received, url(forward, "/"));

      assertThat(Files.mismatch(body, received)).as(version).isEqualTo(-1);
    }
  }

  @Test
  void fails_no_request_of_many_streams() {
    Tools.assumePresent("h2load");
    for (int port : new int[] {server, forward}) {
      String report =
          Command.of("h2load", "-n", "10000", "-c", "8", "-m", "100", url(port, "/a")).run().all();

      assertThat(report).contains("10000 succeeded, 0 failed, 0 errored, 0 timeout");
      assertThat(report).contains("10000 2xx");
    }
  }

  @Test
  void speaks_http_2_with_nginx() throws Exception {
    Tools.assumePresent("nginx");
    Path prefix = Files.createDirectories(folder.resolve("nginx"));
    Path configuration =
        Files.writeString(
            prefix.resolve("nginx.conf"),
            """
            daemon off;
            master_process off;
            pid nginx.pid;
            error_log stderr warn;
            events { worker_connections 64; }
            http {
              access_log off;
              client_body_temp_path body;
              proxy_temp_path proxy;
              fastcgi_temp_path fastcgi;
              scgi_temp_path scgi;
              uwsgi_temp_path uwsgi;
              server {
                listen 127.0.0.1:%d http2;
                keepalive_requests 50;
                location / { return 200 "nginx $server_protocol $host $request_method\\n"; }
              }
            }
            """
                .formatted(nginx));
    Process process =
        new ProcessBuilder("nginx", "-p", prefix + "/", "-c", configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(prefix.resolve("output").toFile())
            .start();
    try {
      Await.until("nginx listens", Duration.ofSeconds(20), () -> Ports.isOpen(nginx), open -> open);

      assertThat(curl("-H", "Host: site", url(toNginx, "/")))
          .isEqualTo("nginx HTTP/2.0 site GET\n");
      // it says GOAWAY after each 50 requests
      if (Files.isExecutable(Path.of("/usr/bin/h2load"))) {
        assertThat(
                Command.of("h2load", "-n", "2000", "-c", "2", "-m", "20", url(toNginx, "/"))
                    .run()
                    .all())
            .contains("2000 2xx, 0 3xx, 0 4xx, 0 5xx");
      }
    } finally {
      process.destroy();
      process.waitFor();
    }
  }

  @Test
  void carries_grpc_unharmed() {
    try (ControlApi direct = ControlApi.of(controlled);
        ControlApi proxied = ControlApi.to(toControl, ControlApi.token(controlled))) {
      // calls that answer once
      assertThat(proxied.server().getServerInfo(GetServerInfoRequest.getDefaultInstance()))
          .isEqualTo(direct.server().getServerInfo(GetServerInfoRequest.getDefaultInstance()));
      assertThat(proxied.filters().listFilters(ListFiltersRequest.getDefaultInstance()))
          .isEqualTo(direct.filters().listFilters(ListFiltersRequest.getDefaultInstance()));

      // answers that stream
      List<TailLogsResponse> lines = new ArrayList<>();
      proxied
          .logs()
          .tailLogs(TailLogsRequest.newBuilder().setTail(3).build())
          .forEachRemaining(lines::add);
      assertThat(lines).isNotEmpty();
    }
  }

  @Test
  void carries_the_errors_of_grpc() {
    try (ControlApi direct = ControlApi.of(controlled);
        ControlApi proxied = ControlApi.to(toControl, ControlApi.token(controlled));
        ControlApi stranger = ControlApi.to(toControl, "no such token")) {
      assertThat(status(proxied).getCode()).isEqualTo(Status.Code.NOT_FOUND);
      assertThat(status(proxied).getDescription()).isEqualTo(status(direct).getDescription());
      assertThat(status(stranger).getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
    }
  }

  private static Status status(ControlApi api) {
    GetFilterRequest unknown = GetFilterRequest.newBuilder().setName("noSuchFilter").build();
    return catchThrowableOfType(
            StatusRuntimeException.class, () -> api.filters().getFilter(unknown))
        .getStatus();
  }
}
