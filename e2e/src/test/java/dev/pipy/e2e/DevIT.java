package dev.pipy.e2e;

import dev.pipy.e2e.support.Await;
import dev.pipy.e2e.support.CodebaseFolder;
import dev.pipy.e2e.support.Launchers;
import dev.pipy.e2e.support.Ports;
import dev.pipy.e2e.support.RawClient;
import dev.pipy.e2e.support.Terminal;
import dev.pipy.e2e.support.Tools;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `pipyctl dev`, at a terminal, with a server of its own; [WalkIT] has the rest.
class DevIT {

  @TempDir Path folder;
  private final int port = Ports.free();

  @BeforeEach
  void needs_a_terminal() {
    Tools.assumePresent("tmux");
  }

  private static String site(int port, String answer) {
    return "pipy().listen(" + port + ").serveHTTP(new Message('" + answer + "'))";
  }

  private String command() {
    return "'%s' dev site --probe http://127.0.0.1:%d/".formatted(Launchers.pipyctl(), port);
  }

  private void awaitAnswer(String answer) {
    Await.until(
        "the site answers " + answer,
        Duration.ofSeconds(30),
        () -> {
          try {
            return RawClient.get(port, "/").body();
          } catch (IOException failed) {
            return failed.toString();
          }
        },
        answer::equals);
  }

  @Test
  void starts_a_server_of_its_own_and_ends_it() {
    // where a server runs at the usual place, that one would be used
    Assumptions.assumeFalse(Ports.isOpen(6060), "port 6060 is in use");
    CodebaseFolder.ofScript(folder.resolve("site"), site(port, "mine"));
    Map<String, String> environment = new HashMap<>();
    environment.put("XDG_STATE_HOME", folder.resolve("xdg").toString());
    environment.put("XDG_CONFIG_HOME", folder.resolve("xdg").toString());
    environment.put("NO_COLOR", "1");
    try (Terminal terminal =
        Terminal.run(folder, environment, "cd '" + folder + "' && " + command())) {
      terminal.awaitText("starting a private one");
      terminal.awaitText("probe 200 \"mine\"");

      terminal.press("C-c");
      terminal.awaitEnd();

      Await.until(
          "the server has ended", Duration.ofSeconds(20), () -> Ports.isOpen(port), open -> !open);
    }
  }

  @Test
  void ends_its_server_when_it_is_told_to_end() throws Exception {
    Assumptions.assumeFalse(Ports.isOpen(6060), "port 6060 is in use");
    CodebaseFolder codebase = CodebaseFolder.ofScript(folder.resolve("site"), site(port, "mine"));
    ProcessBuilder builder =
        new ProcessBuilder(Launchers.pipyctl().toString(), "dev", codebase.path().toString());
    builder.environment().put("XDG_STATE_HOME", folder.resolve("xdg").toString());
    builder.environment().put("XDG_CONFIG_HOME", folder.resolve("xdg").toString());
    Process process =
        builder
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("dev.log").toFile())
            .start();
    try {
      awaitAnswer("mine");

      process.destroy();

      Await.until(
          "the server has ended", Duration.ofSeconds(20), () -> Ports.isOpen(port), open -> !open);
    } finally {
      process.destroyForcibly();
    }
  }
}
