package dev.pipy.program;

import dev.pipy.codebase.FileMapCodebase;
import dev.pipy.codebase.SourceLocation;
import dev.pipy.codec.http.HttpHeaders;
import dev.pipy.codec.http.ResponseHead;
import dev.pipy.event.Bytes;
import dev.pipy.event.Message;
import dev.pipy.filter.FilterCatalog;
import dev.pipy.filter.spec.Linker;
import dev.pipy.filter.spec.PipelineRef;
import dev.pipy.pipeline.PipelineHost;
import dev.pipy.pipeline.PipelineLayout;
import dev.pipy.script.HttpClient;
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

  private static final SourceLocation PLACE = new SourceLocation("http.Agent", 0, 0);

  private final PipelineHost host;
  private final PipelineLayout layout;
  private final Set<MessageExchange> exchanges = new LinkedHashSet<>();

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
    var pending = new Pending(onAnswer, onFailure);
    exchanges.add(pending.exchange);
    pending.exchange.start(request);
  }

  @Override
  public void drain() {
    // who waits for an answer gets it
  }

  @Override
  public void close() {
    List.copyOf(exchanges).forEach(MessageExchange::end);
    exchanges.clear();
  }

  /// One request, until it is answered.
  private final class Pending implements MessageExchange.Outcome {

    private final Consumer<Message> onAnswer;
    private final Consumer<Message> onFailure;
    private final MessageExchange exchange = new MessageExchange(host, layout, this);

    Pending(Consumer<Message> onAnswer, Consumer<Message> onFailure) {
      this.onAnswer = onAnswer;
      this.onFailure = onFailure;
    }

    @Override
    public void answered(Message answer) {
      boolean isReceived = answer.head() instanceof ResponseHead response && response.isReceived();
      settle(isReceived ? onAnswer : onFailure, answer);
    }

    @Override
    public void failed(String why) {
      settle(
          onFailure,
          new Message(new ResponseHead(502, why, "HTTP/1.1", new HttpHeaders()), new Bytes()));
    }

    private void settle(Consumer<Message> taker, Message message) {
      if (exchanges.remove(exchange)) {
        taker.accept(message);
      }
    }
  }
}
