package dev.pipy.e2e.support;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The control tool, talking to one proxy.
public final class Ctl {

  private final Map<String, String> environment;
  private final Path program;

  Ctl(ProxyUnderTest proxy) {
    this.program = proxy.pipyctl();
    this.environment =
        Map.of(
            "PIPYCTL_TARGET",
            "127.0.0.1:" + proxy.adminPort(),
            "PIPY_STATE_DIR",
            proxy.stateDirectory().toString(),
            "NO_COLOR",
            "1");
  }

  /// What a process needs in its environment to talk to that proxy.
  public Map<String, String> environment() {
    return environment;
  }

  public Command.Result run(Object... arguments) {
    return runReading("", arguments);
  }

  public Command.Result runReading(String input, Object... arguments) {
    List<String> words = new ArrayList<>();
    words.add(program.toString());
    for (Object argument : arguments) {
      words.add(argument.toString());
    }
    return Command.of(words).with(environment).reading(input).run();
  }

  /// Runs a command that must succeed.
  public String ok(Object... arguments) {
    Command.Result result = run(arguments);
    if (result.exitCode() != 0) {
      throw new AssertionError("pipyctl " + List.of(arguments) + ": " + result);
    }
    return result.all();
  }
}
