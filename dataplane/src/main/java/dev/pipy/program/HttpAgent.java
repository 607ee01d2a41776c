package dev.pipy.program;

import dev.pipy.codebase.FileMapCodebase;
import dev.pipy.codebase.SourceLocation;
import dev.pipy.codec.http.HttpHeaders;
import dev.pipy.codec.http.ResponseHead;
import dev.pipy.event.Bytes;
import dev.pipy.event.Event;
import dev.pipy.event.Head;
import dev.pipy.event.Message;
import dev.pipy.filter.FilterCatalog;
import dev.pipy.filter.spec.Linker;
import dev.pipy.filter.spec.PipelineRef;
import dev.pipy.pipeline.Pipeline;
import dev.pipy.pipeline.PipelineHost;
import dev.pipy.pipeline.PipelineLayout;
import dev.pipy.script.HttpClient;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A script's own requests to one server: each runs through a `muxHTTP` and a `connect`, as those
/// of pipelines do, and thus shares connections with the others. Confined to its worker once it
/// runs.
final class HttpAgent implements HttpClient, PipelineHost.SharedResource {

  /// The largest body of an answer that is collected, in bytes.
  private static final int LARGEST_BODY = 64 * 1024 * 1024;

  private static final SourceLocation PLACE = new SourceLocation("http.Agent", 0, 0);

  private final PipelineHost host;
  private final PipelineLayout layout;
  private final Set<Exchange> exchanges = new LinkedHashSet<>();

  private HttpAgent(PipelineHost host, PipelineLayout layout) {
    this.host = host;
    this.layout = layout;
  }

  /// Throws IllegalArgumentException with what is wrong with the options.
  static HttpAgent of(
      WorkerProgram program, String target, @Nullable Object options, @Nullable Object tls) {
    var tcp = plan("tcp", call("connect", target, options));
    var session =
        tls == null ? tcp : plan("tls", call("connectTLS", new PipelineRef.Inline(tcp), tls));
    var requests = plan("request", call("muxHTTP", new PipelineRef.Inline(session), "", options));
    var findings = new Findings(new FileMapCodebase(Map.of()));
    var linker =
        new LayoutLinker(
            program, Map.of(), findings, new java.util.HashMap<>(), false, HttpAgent::none);
    var layout = linker.link(new ModulePlan("http.Agent"), requests);
    if (findings.hasErrors()) {
      throw new IllegalArgumentException(findings.all().getFirst().message());
    }
    var agent = new HttpAgent(program, layout);
    program.keep(agent);
    return agent;
  }

  private static PipelinePlan plan(String name, PipelinePlan.Call call) {
    var plan = new PipelinePlan(name, PLACE);
    plan.calls().add(call);
    return plan;
  }

  private static PipelinePlan.Call call(String filter, @Nullable Object... arguments) {
    return new PipelinePlan.Call(
        Objects.requireNonNull(FilterCatalog.find(filter)), Arrays.asList(arguments), PLACE);
  }

  private static Linker.ContextAssignment none(ModulePlan module) {
    return (_, _) -> {};
  }

  @Override
  public void request(Message request, Consumer<Message> onAnswer, Consumer<Message> onFailure) {
    var exchange = new Exchange(onAnswer, onFailure);
    exchanges.add(exchange);
    exchange.start(request);
  }

  @Override
  public void drain() {
    // who waits for an answer gets it
  }

  @Override
  public void close() {
    List.copyOf(exchanges).forEach(Exchange::end);
  }

  /// One request and its answer.
  private final class Exchange {

    private final Consumer<Message> onAnswer;
    private final Consumer<Message> onFailure;
    private final Pipeline pipeline;
    private @Nullable Head head;
    private Bytes body = new Bytes();
    private boolean isOver;

    Exchange(Consumer<Message> onAnswer, Consumer<Message> onFailure) {
      this.onAnswer = onAnswer;
      this.onFailure = onFailure;
      this.pipeline = layout.open(host.newContext(), this::received);
    }

    void start(Message request) {
      pipeline.start();
      request.emitTo(pipeline::input);
    }

    private void received(Event event) {
      if (isOver) {
        event.release();
        return;
      }
      switch (event) {
        case Event.MessageStart(Head given, _) -> {
          head = given instanceof ResponseHead response && response.isInterim() ? null : given;
          body = new Bytes();
        }
        case Event.Data(ByteBuf bytes) -> collect(bytes);
        case Event.MessageEnd end -> {
          if (head != null) {
            answered(new Message(head, body, end.tail(), null));
          }
        }
        case Event.StreamEnd _ -> settle(onFailure, failure("Bad Gateway"));
      }
    }

    private void collect(ByteBuf bytes) {
      boolean fits = body.size() + (long) bytes.readableBytes() <= LARGEST_BODY;
      if (fits) {
        body.push(bytes);
      }
      bytes.release();
      if (!fits) {
        settle(onFailure, failure("Answer Too Large"));
      }
    }

    private void answered(Message answer) {
      boolean isReceived = answer.head() instanceof ResponseHead response && response.isReceived();
      settle(isReceived ? onAnswer : onFailure, answer);
    }

    private static Message failure(String why) {
      return new Message(new ResponseHead(502, why, "HTTP/1.1", new HttpHeaders()), new Bytes());
    }

    private void settle(Consumer<Message> outcome, Message message) {
      isOver = true;
      // neither from inside the pipeline's own delivery nor from inside the script's call
      host.worker()
          .atTurnEnd(() -> {
            end();
            outcome.accept(message);
          });
    }

    void end() {
      isOver = true;
      if (exchanges.remove(this)) {
        pipeline.close();
      }
    }
  }
}
