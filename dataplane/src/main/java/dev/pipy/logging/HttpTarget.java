package dev.pipy.logging;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/// A server that gets batches of records. A batch that it does not take is sent again every 5
/// seconds, until the target is closed; meanwhile records wait, and are dropped beyond the limit.
final class HttpTarget extends LogTarget {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Duration RETRY_PAUSE = Duration.ofSeconds(5);
  private static final int SERVER_ERROR = 500;
  private static final int TOO_MANY = 429;

  private final TargetSpec.Http spec;
  private final HttpClient client;

  HttpTarget(TargetSpec.Http spec) {
    super("http " + URI.create(spec.url()).getAuthority(), spec.bufferLimit());
    this.spec = spec;
    var builder =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT);
    var tls = spec.tls();
    client = (tls == null ? builder : builder.sslContext(HttpsContext.of(tls))).build();
    request(new byte[0]); // fails now for what no request can have
  }

  @Override
  int batchSize() {
    return spec.size();
  }

  @Override
  long batchNanos() {
    return spec.interval().toNanos();
  }

  @Override
  void write(List<byte[]> records) throws IOException, InterruptedException {
    var request = request(body(records));
    while (true) {
      String problem;
      try {
        var response = client.send(request, HttpResponse.BodyHandlers.discarding());
        int status = response.statusCode();
        if (status < SERVER_ERROR && status != TOO_MANY) {
          return; // what the server does not want it will not want later, either
        }
        problem = "status " + status;
      } catch (IOException failure) {
        problem = String.valueOf(failure.getMessage());
      }
      if (isClosed()) {
        throw new IOException(problem);
      }
      pause(RETRY_PAUSE);
    }
  }

  private byte[] body(List<byte[]> records) {
    var body = new ByteArrayOutputStream();
    body.writeBytes(spec.prefix().getBytes(StandardCharsets.UTF_8));
    var separator = spec.separator().getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < records.size(); i++) {
      if (i > 0) {
        body.writeBytes(separator);
      }
      body.writeBytes(records.get(i));
    }
    body.writeBytes(spec.postfix().getBytes(StandardCharsets.UTF_8));
    return body.toByteArray();
  }

  private HttpRequest request(byte[] body) {
    var builder = HttpRequest.newBuilder(URI.create(spec.url())).timeout(TIMEOUT);
    if (!spec.headers().isEmpty()) {
      builder.headers(spec.headers().toArray(String[]::new));
    }
    return builder.method(spec.method(), HttpRequest.BodyPublishers.ofByteArray(body)).build();
  }

  @Override
  void end() {
    client.shutdownNow();
  }
}
