package dev.pipy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.e2e.support.CodebaseFolder;
import dev.pipy.e2e.support.Command;
import dev.pipy.e2e.support.Launchers;
import dev.pipy.e2e.support.Ports;
import dev.pipy.e2e.support.ProxyUnderTest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// What is found in a codebase, by a server and without one.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ValidateIT {

  @TempDir static Path folder;
  private ProxyUnderTest proxy;

  @BeforeAll
  void start() {
    proxy = ProxyUnderTest.empty(folder);
  }

  @AfterAll
  void stop() {
    proxy.close();
  }

  private static Command.Result verify(Object... arguments) {
    var words = new ArrayList<>(List.of(Launchers.pipy().toString(), "--verify"));
    for (var argument : arguments) {
      words.add(argument.toString());
    }
    return Command.of(words)
        .with(Map.of("PIPY_STATE_DIR", folder.resolve("state").toString()))
        .run();
  }

  private static CodebaseFolder broken(String name) {
    return CodebaseFolder.ofScript(
            folder.resolve(name),
            """
            const settings = JSON.decode(pipy.load('settings.json'))
            pipy({ _target: '' })
              .listen(%d)
                .demuxHTTP('requests')
              .pipeline('request')
                .handleMessageStart(() => _traget = settings?.target)
                .muxHTTP('connection', { versoin: 2 })
              .pipeline('connection')
                .conect(() => _target)
            """
                .formatted(Ports.free()))
        .write("settings.json", "{ \"target\": 'localhost:8080' }")
        .write("later.js", "pipy(");
  }

  @Test
  void a_server_and_the_launcher_find_the_same() {
    var codebase = broken("same");

    var byServer = proxy.ctl().run("validate", codebase.path());
    var alone = verify(codebase.path());

    assertThat(byServer.exitCode()).as("%s", byServer).isEqualTo(3);
    assertThat(alone.exitCode()).as("%s", alone).isEqualTo(3);
    for (var found :
        List.of(
            "error[PIPY1201]: demuxHTTP(): pipeline not found: requests",
            "did you mean request?",
            "main.js:4:6",
            "error[PIPY1002]: _traget is not declared",
            "did you mean _target?",
            "main.js:6:31",
            "warning[PIPY1103]: muxHTTP(): option \"versoin\" is not known",
            "did you mean version?",
            "main.js:7:30",
            "error[PIPY1101]: no filter is named conect",
            "did you mean connect?",
            "error[PIPY1008]: not JSON: strings stand in double quotes",
            "settings.json:1:13",
            "warning[PIPY1001]",
            "later.js:1:6",
            "4 errors, 2 warnings in 3 files")) {
      assertThat(byServer.out()).contains(found);
      assertThat(alone.out()).contains(found);
    }
    assertThat(proxy.ctl().ok("status")).doesNotContain("same");
  }

  @Test
  void a_deploy_is_refused_for_the_same_reasons() {
    var deployed = proxy.ctl().run("deploy", broken("refused").path());

    assertThat(deployed.exitCode()).as("%s", deployed).isEqualTo(3);
    assertThat(deployed.err()).contains("PIPY1201", "PIPY1101", "PIPY1008");
  }

  @Test
  void warnings_pass_unless_asked_to_be_strict() {
    var codebase =
        CodebaseFolder.ofScript(
            folder.resolve("warned"), "pipy().listen(0).dummy().pipeline('idle').dummy()");

    assertThat(proxy.ctl().run("validate", codebase.path()).exitCode()).isZero();
    assertThat(verify(codebase.path()).exitCode()).isZero();
    assertThat(proxy.ctl().run("validate", codebase.path(), "--strict").exitCode()).isEqualTo(3);
    assertThat(verify(codebase.path(), "--strict").exitCode()).isEqualTo(3);
  }

  @Test
  void a_finding_is_explained_without_a_server() {
    var explained =
        Command.of(List.of(Launchers.pipyctl().toString(), "explain", "PIPY1101")).run();

    assertThat(explained.exitCode()).as("%s", explained).isZero();
    assertThat(explained.out()).contains("did you mean demuxHTTP?");
  }
}
