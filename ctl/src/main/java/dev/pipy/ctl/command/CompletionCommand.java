package dev.pipy.ctl.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Scripts that make other shells complete the words of this tool.
@Command(
    name = "completion",
    description = "Print a script that makes bash, zsh or fish complete pipyctl's words.",
    footer = {
      "  source <(pipyctl completion bash)",
      "  pipyctl completion fish > ~/.config/fish/completions/pipyctl.fish"
    })
final class CompletionCommand implements Callable<Integer> {

  /// A shell that can be taught.
  enum Kind {
    BASH,
    ZSH,
    FISH;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Parameters(paramLabel = "KIND", description = "${COMPLETION-CANDIDATES}")
  Kind kind = Kind.BASH;

  private final Session session;

  CompletionCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (InputStream script =
        Objects.requireNonNull(
            CompletionCommand.class.getResourceAsStream("completion." + kind), "script")) {
      session.host().out().print(new String(script.readAllBytes(), UTF_8));
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
