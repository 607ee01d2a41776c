package dev.pipy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.e2e.support.CodebaseFolder;
import dev.pipy.e2e.support.Command;
import dev.pipy.e2e.support.Ports;
import dev.pipy.e2e.support.ProxyUnderTest;
import dev.pipy.e2e.support.Readme;
import dev.pipy.e2e.support.Repository;
import dev.pipy.e2e.support.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Does what the READMEs of the tutorial say, with other ports, and compares what comes out.
class TutorialIT {

  /// A machine's own proxy settings are no matter of the test.
  private static final Map<String, String> NO_PROXY = Map.of("no_proxy", "localhost,127.0.0.1");

  @TempDir Path folder;

  static Stream<String> codebases() throws IOException {
    try (Stream<Path> entries = Files.list(Repository.ROOT.resolve("tutorial"))) {
      return entries
          .filter(Files::isDirectory)
          .map(Path::getFileName)
          .map(String::valueOf)
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("codebases")
  void answers_as_its_readme_says(String name) throws Exception {
    Tools.assumePresent("curl");
    Map<Integer, Integer> ports =
        Map.of(8000, Ports.free(), 8080, Ports.free(), 8081, Ports.free(), 8082, Ports.free());
    List<Readme.Step> steps = Readme.steps(Repository.tutorial(name).resolve("README.md"));
    if (steps.stream().anyMatch(step -> step.command().startsWith("openssl "))) {
      Tools.assumePresent("openssl");
    }
    List<ProxyUnderTest> proxies = new ArrayList<>();
    try {
      for (Readme.Step step : steps) {
        if (step.startsProxy()) {
          proxies.add(start(step, ports));
        } else {
          String command = CodebaseFolder.withPorts(step.command(), ports);
          Command.Result result = Command.of("sh", "-c", command).with(NO_PROXY).run();
          assertThat(result.out()).as(step.command()).isEqualTo(step.output());
        }
      }
    } finally {
      proxies.forEach(ProxyUnderTest::close);
    }
    assertThat(steps).hasSizeGreaterThan(1);
  }

  private ProxyUnderTest start(Readme.Step step, Map<Integer, Integer> ports) throws IOException {
    CodebaseFolder codebase = CodebaseFolder.copyOfTutorial(step.codebase(), folder, ports);
    int[] listening =
        ports.entrySet().stream()
            .filter(port -> listensOn(step, port.getKey()))
            .mapToInt(Map.Entry::getValue)
            .toArray();
    return ProxyUnderTest.in(folder)
        .arguments(codebase.path().resolve(step.script()))
        .start(listening);
  }

  /// By the script's text; where that takes the port from a file, it is the proxy's.
  private static boolean listensOn(Readme.Step step, int port) {
    String script = Repository.read("tutorial/" + step.codebase() + "/" + step.script());
    return script.contains(".listen(8")
        ? script.contains(".listen(" + port + ")") || script.contains(".listen(" + port + ",")
        : port == 8000;
  }

  @Test
  void logs_a_line_for_each_port() {
    Map<Integer, Integer> ports =
        Map.of(8080, Ports.free(), 8081, Ports.free(), 8082, Ports.free());
    CodebaseFolder codebase = CodebaseFolder.copyOfTutorial("02-echo", folder, ports);
    int[] listening = ports.values().stream().mapToInt(Integer::intValue).toArray();
    try (ProxyUnderTest proxy =
        ProxyUnderTest.in(folder).arguments(codebase.path().resolve("main.js")).start(listening)) {
      for (int port : listening) {
        proxy.awaitOutput("(?i)listening[^\\n]*\\b" + port + "\\b");
      }
    }
  }
}
