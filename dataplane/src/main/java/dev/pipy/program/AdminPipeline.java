package dev.pipy.program;

import dev.pipy.codec.http.HttpHeaders;
import dev.pipy.codec.http.IllegalHeaderException;
import dev.pipy.codec.http.RequestHead;
import dev.pipy.codec.http.ResponseHead;
import dev.pipy.event.Bytes;
import dev.pipy.event.Message;
import dev.pipy.pipeline.PipelineHost;
import dev.pipy.pipeline.PipelineLayout;
import dev.pipy.worker.LoopTimer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// Answers requests to the operations endpoint by a pipeline of the program. Confined to its
/// worker, but for [#prefix].
final class AdminPipeline {

  private static final Duration LONGEST = Duration.ofSeconds(10);

  /// Requests at once.
  private static final int MOST = 1000;

  /// Headers that whoever sends the answer says.
  private static final Set<String> FRAMING =
      Set.of("connection", "content-length", "keep-alive", "transfer-encoding", "upgrade");

  private final String prefix;
  private final PipelineHost host;
  private final PipelineLayout layout;
  private final Set<Pending> open = new LinkedHashSet<>();

  /// @param prefix of the paths that it answers
  AdminPipeline(String prefix, PipelineHost host, PipelineLayout layout) {
    this.prefix = prefix;
    this.host = host;
    this.layout = layout;
  }

  /// Any thread.
  String prefix() {
    return prefix;
  }

  /// Answers, 504 after 10 seconds.
  CompletableFuture<AdminRequest.Answer> answer(AdminRequest request) {
    if (open.size() == MOST) {
      return CompletableFuture.completedFuture(plain(503, "too many requests\n"));
    }
    try {
      var message = message(request);
      var pending = new Pending();
      open.add(pending);
      pending.exchange.start(message);
      return pending.answer;
    } catch (IllegalHeaderException invalid) {
      return CompletableFuture.completedFuture(plain(400, invalid.getMessage() + "\n"));
    }
  }

  private static Message message(AdminRequest request) {
    var headers = new HttpHeaders();
    request.headers().forEach((name, values) -> values.forEach(value -> headers.add(name, value)));
    var head = new RequestHead(request.method(), request.path(), "HTTP/1.1", headers);
    return new Message(head, request.body().copy());
  }

  private static AdminRequest.Answer plain(int status, String text) {
    return new AdminRequest.Answer(
        status, Map.of("content-type", List.of("text/plain; charset=utf-8")), Bytes.of(text));
  }

  void close() {
    List.copyOf(open).forEach(pending -> pending.settle(plain(503, "the program has ended\n")));
  }

  /// One request, until it is answered.
  private final class Pending implements MessageExchange.Outcome {

    private final CompletableFuture<AdminRequest.Answer> answer = new CompletableFuture<>();
    private final MessageExchange exchange = new MessageExchange(host, layout, this);
    private final LoopTimer timer =
        host.worker().after(LONGEST, () -> settle(plain(504, "no answer within 10 seconds\n")));

    @Override
    public void answered(Message message) {
      settle(read(message));
    }

    @Override
    public void failed(String why) {
      settle(plain(502, "the pipeline has ended without an answer\n"));
    }

    private AdminRequest.Answer read(Message message) {
      try {
        var head = ResponseHead.of(message.head());
        var headers = new LinkedHashMap<String, List<String>>();
        head.headers()
            .forEach((name, value) -> {
              if (!FRAMING.contains(name)) {
                headers.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
              }
            });
        var body = message.body();
        return new AdminRequest.Answer(head.status(), headers, body == null ? new Bytes() : body);
      } catch (IllegalHeaderException invalid) {
        return plain(500, invalid.getMessage() + "\n");
      }
    }

    private void settle(AdminRequest.Answer given) {
      if (open.remove(this)) {
        timer.cancel();
        exchange.end();
        answer.complete(given);
      }
    }
  }
}
