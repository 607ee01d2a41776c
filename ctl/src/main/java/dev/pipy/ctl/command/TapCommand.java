package dev.pipy.ctl.command;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What flows through a pipeline; [TapView] shows it.
@Command(
    name = "tap",
    description = {
      "Show live what flows through a pipeline of a program, of streams that open from now on.",
      "",
      "Without --pipeline the one that gets the requests of the first demuxHTTP. Values that look"
          + " like secrets are hidden. The wide format shows header fields, too; har prints one"
          + " HAR document at the end, for the network tools of browsers."
    },
    footer = {
      "  pipyctl tap proxy --path '/api/*' --status 5xx",
      "  pipyctl tap proxy --pipeline request --after muxHTTP --body 200",
      "  pipyctl tap proxy --pipeline :8000 --client 10.0.0.0/8 -o json",
      "  pipyctl tap proxy --body 65536 --duration 30s -o har > proxy.har"
    })
final class TapCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "PROGRAM",
      arity = "0..1",
      description = "A program that runs. Default: the only one.")
  @Nullable String program;

  @Option(
      names = "--pipeline",
      paramLabel = "NAME",
      description = "A pipeline's name or id in the graph, or the address of a listener.")
  String pipeline = "";

  @Option(
      names = "--after",
      paramLabel = "FILTER",
      description =
          "Only what comes out of this filter: its name, NAME#2 for the second one, or file:line.")
  String after = "";

  @Option(
      names = "--between",
      paramLabel = "A..B",
      description = "Only what goes from one filter to the next. One side may be left out.")
  String between = "";

  @Option(names = "--method", paramLabel = "METHOD", description = "Only such requests.")
  String method = "";

  @Option(
      names = "--path",
      paramLabel = "GLOB",
      description = "Only requests with such a path; * stands for anything.")
  String path = "";

  @Option(
      names = "--status",
      paramLabel = "STATUS",
      description = "Only answers with this status, such as 404 or 5xx; no requests then.")
  String status = "";

  @Option(
      names = "--client",
      paramLabel = "CIDR",
      description = "Only streams of this address or network.")
  String client = "";

  @Option(
      names = "--body",
      paramLabel = "BYTES",
      description = "How much of each body to show, up to 65536. Default: 0")
  int body;

  @Option(
      names = "--max-rps",
      paramLabel = "NUMBER",
      description = "Messages a second to show, up to 1000; the rest is counted. Default: 50")
  int mostPerSecond = 50;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      description = "How long to look, up to 10m. Default: 60s")
  Duration duration = Duration.ofSeconds(60);

  @Option(names = "--show-secrets", description = "Show what looks like a secret, too.")
  boolean showSecrets;

  private final Session session;

  TapCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    new TapView(this, session).run();
    return 0;
  }
}
