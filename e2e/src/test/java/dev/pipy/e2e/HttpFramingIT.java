package dev.pipy.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.e2e.support.Await;
import dev.pipy.e2e.support.CodebaseFolder;
import dev.pipy.e2e.support.Ports;
import dev.pipy.e2e.support.ProxyUnderTest;
import dev.pipy.e2e.support.Tools;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Requests damaged at random go through the proxy to nginx and to HAProxy. The proxy marks each
/// request that it reads with a number of its own. An upstream that read one without such a mark,
/// or the same mark twice, would not agree with us on where a message ends (CWE-444).
class HttpFramingIT {

  private static final int ROUNDS = 300;

  private static final String SCRIPT =
      """
      ((
        count = 0,
        // nginx refuses other methods before it reads the rest of a head
        mark = ({ head }) => {
          head.headers['x-mark'] = 'm' + ++count
          if (!['GET', 'POST', 'PUT'].includes(head.method)) head.method = 'PUT'
        },
      ) => pipy()
        .listen($TO_NGINX)
        .demuxHTTP('a')
        .pipeline('a')
        .handleMessageStart(mark)
        .muxHTTP('nginx', '')
        .pipeline('nginx')
        .connect('127.0.0.1:$NGINX')

        .listen($TO_HAPROXY)
        .demuxHTTP('b')
        .pipeline('b')
        .handleMessageStart(mark)
        .muxHTTP('haproxy', '')
        .pipeline('haproxy')
        .connect('127.0.0.1:$HAPROXY')
      )()
      """;

  private static final List<String> SOUND =
      List.of(
          "GET /a?b=c HTTP/1.1\r\nHost: x\r\nConnection: keep-alive, x-a\r\nX-A: 1\r\n\r\n",
          "POST / HTTP/1.1\r\nHost: x:80\r\nContent-Length: 11\r\n\r\nhello world",
          "PUT / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
              + "5;a=b\r\nhello\r\n1\r\n!\r\n0\r\nX-Sum: 1\r\n\r\n",
          "GET http://x/ HTTP/1.1\r\nHost: x\r\nTE: trailers\r\n\r\n",
          "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 42\r\n\r\n"
              + "GET /hidden HTTP/1.1\r\nHost: x\r\nX-Hidden: 1\r");

  private static final List<String> SPLINTERS =
      List.of(
          "\r\n",
          "\n",
          "\r",
          " ",
          "\t",
          ":",
          ",",
          "0",
          "\0",
          "\u00ff",
          ";",
          "\u000b",
          "HTTP/1.1",
          "\r\nContent-Length: 3\r\n",
          "\r\nContent-Length : 0\r\n",
          "\r\nContent-Length: +5\r\n",
          "\r\nContent-Length: 5, 5\r\n",
          "\r\nTransfer-Encoding: chunked\r\n",
          "\r\nTransfer-Encoding: xchunked\r\n",
          "\r\nTransfer-Encoding: identity, chunked\r\n",
          "\r\nTransfer-Encoding:\u000bchunked\r\n",
          "\r\nHost: y\r\n",
          "\r\n\r\n",
          "ffffffffffffffff",
          "\r\n ");

  @TempDir static Path folder;
  private final int toNginx = Ports.free();
  private final int toHaproxy = Ports.free();
  private final int nginx = Ports.free();
  private final int haproxy = Ports.free();
  private ProxyUnderTest proxy;

  @BeforeEach
  void start() {
    String script =
        SCRIPT
            .replace("$TO_NGINX", "" + toNginx)
            .replace("$NGINX", "" + nginx)
            .replace("$TO_HAPROXY", "" + toHaproxy)
            .replace("$HAPROXY", "" + haproxy);
    CodebaseFolder codebase = CodebaseFolder.ofScript(folder.resolve("codebase"), script);
    proxy =
        ProxyUnderTest.in(folder)
            .arguments(codebase.path().resolve("main.js"), "--threads=1")
            .start(toNginx, toHaproxy);
  }

  @AfterEach
  void stop() {
    proxy.close();
  }

  private static String damaged(SplittableRandom random) {
    var text = new StringBuilder();
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      text.append(SOUND.get(random.nextInt(SOUND.size())));
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      int at = random.nextInt(text.length());
      int end = Math.min(text.length(), at + random.nextInt(1, 12));
      switch (random.nextInt(5)) {
        case 0 -> text.setCharAt(at, (char) random.nextInt(256));
        case 1 -> text.delete(at, at + 1);
        case 2 -> text.insert(at, SPLINTERS.get(random.nextInt(SPLINTERS.size())));
        case 3 -> text.insert(at, text.substring(at, end));
        default -> {
          int line = text.indexOf("\r\n", at);
          text.insert(line < 0 ? at : line, SPLINTERS.get(random.nextInt(SPLINTERS.size())));
        }
      }
    }
    return text.toString();
  }

  private static void send(int port, String text) {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(text.getBytes(ISO_8859_1));
      socket.shutdownOutput();
      socket.getInputStream().readAllBytes();
    } catch (IOException reset) {
      // a proxy that has read enough may say so
    }
  }

  /// Sends all of it, and then looks at what the upstream wrote down.
  private static void compare(int port, Path log) throws IOException {
    for (int round = 0; round < ROUNDS; round++) {
      send(port, damaged(new SplittableRandom(round)));
    }
    send(port, "GET /last HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    Await.until(
        "the last request is written down",
        Duration.ofSeconds(20),
        () -> read(log),
        text -> text.contains(" /last "));

    List<String> lines = read(log).lines().toList();
    Set<String> marks = new HashSet<>();
    for (String line : lines) {
      String mark = line.substring(0, line.indexOf(' '));
      assertThat(mark).as("mark of: %s", line).matches("m\\d+");
      boolean isNew = marks.add(mark);
      assertThat(isNew || !line.contains(" POST ")).as("only once: %s", line).isTrue();
    }
    assertThat(marks).as("requests that came through").hasSizeGreaterThan(ROUNDS / 2);
  }

  private static String read(Path log) {
    try {
      return Files.exists(log) ? Files.readString(log, ISO_8859_1) : "";
    } catch (IOException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static void with(List<String> command, Path output, int port, Path log, int proxyPort)
      throws Exception {
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(output.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      Await.until("upstream listens", Duration.ofSeconds(20), () -> Ports.isOpen(port), is -> is);
      compare(proxyPort, log);
    } finally {
      process.destroy();
      process.waitFor();
    }
  }

  @Test
  void agrees_with_nginx() throws Exception {
    Tools.assumePresent("nginx");
    Path prefix = Files.createDirectories(folder.resolve("nginx"));
    Path configuration =
        Files.writeString(
            prefix.resolve("nginx.conf"),
            """
            daemon off;
            master_process off;
            pid nginx.pid;
            error_log stderr crit;
            events { worker_connections 64; }
            http {
              log_format marks '$http_x_mark $request_method $request_uri $status';
              access_log marks.log marks;
              client_body_temp_path body;
              proxy_temp_path proxy;
              fastcgi_temp_path fastcgi;
              scgi_temp_path scgi;
              uwsgi_temp_path uwsgi;
              server {
                listen 127.0.0.1:%d;
                location / { return 200 "hello"; }
              }
            }
            """
                .formatted(nginx));
    with(
        List.of("nginx", "-p", prefix + "/", "-c", configuration.toString()),
        prefix.resolve("output"),
        nginx,
        prefix.resolve("marks.log"),
        toNginx);
  }

  @Test
  void agrees_with_haproxy() throws Exception {
    Tools.assumePresent("haproxy");
    Path prefix = Files.createDirectories(folder.resolve("haproxy"));
    Path configuration =
        Files.writeString(
            prefix.resolve("haproxy.cfg"),
            """
            global
              log stdout format raw local0
            defaults
              mode http
              timeout client 10s
              timeout server 10s
              timeout connect 5s
              option http-buffer-request
              option dontlognull
            frontend all
              bind 127.0.0.1:%d
              log global
              log-format "%%{+E}[capture.req.hdr(0)] %%HM %%HU %%ST"
              capture request header x-mark len 20
              http-request return status 200 content-type text/plain string hello
            """
                .formatted(haproxy));
    Path output = prefix.resolve("output");
    with(
        List.of("haproxy", "-db", "-f", configuration.toString()),
        output,
        haproxy,
        output,
        toHaproxy);
  }
}
