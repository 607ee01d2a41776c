package dev.pipy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.metrics.Exposition;
import dev.pipy.testing.RawClient;
import dev.pipy.testing.RunningDataPlane;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What scripts share over all workers of a real data plane, and what they may do on its loops.
final class SharedStateTest {

  private static final int REQUESTS = 40;

  /// Callbacks may take as long as a busy machine needs to load the classes behind an object.
  private static final DataPlaneOptions PATIENT =
      new DataPlaneOptions(
          1, Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofSeconds(30), 1000);

  private static final String COUNTING =
      """
      ((served, map, gauge) => (
        served = new stats.Counter('served_total', ['path']),
        map = new algo.SharedMap('served'),
        map.has('n') || map.set('n', 0),
        gauge = new stats.Gauge('workers', null, gauge => gauge.set(1)),
        pipy().listen($PORT).serveHTTP(msg => (
          served.withLabels(msg.head.path).increase(),
          new Message(String(map.add('n', 1)))
        ))
      ))()
      """;

  @Test
  void metrics_and_maps_are_exact_over_workers_and_reloads() throws Exception {
    try (var plane = new RunningDataPlane(2)) {
      plane.activate(COUNTING);
      ask(plane);
      plane.activate(COUNTING + "// again");
      assertThat(ask(plane)).isEqualTo(String.valueOf(2 * REQUESTS));
      assertThat(Exposition.PROMETHEUS.text(plane.dataPlane().metrics().families()))
          .contains(
              """
              # TYPE served_total counter
              served_total{path="/x",codebase="main"} %d
              # HELP workers Counted by scripts.
              # TYPE workers gauge
              workers{codebase="main"} 2
              """
                  .formatted(2 * REQUESTS));
    }
  }

  @Test
  void metrics_go_with_the_program_that_made_them() throws Exception {
    try (var plane = new RunningDataPlane(1)) {
      plane.activate(COUNTING);
      ask(plane);
      plane.activate("pipy().listen($PORT).serveHTTP(() => new Message(stats.text() || 'none'))");
      assertThat(ask(plane)).isEqualTo("none");
    }
  }

  private static String ask(RunningDataPlane plane) throws Exception {
    var body = "";
    for (int i = 0; i < REQUESTS; i++) {
      try (var client = new RawClient(plane.port())) {
        body = client.get("/x").body();
      }
    }
    return body;
  }

  @Test
  void objects_do_not_block_the_loop() throws Exception {
    var script =
        """
        ((hash, logger) => (
          logger = new logging.JSONLogger('l').toStderr(),
          pipy().listen($PORT).serveHTTP(msg => (
            hash = new crypto.Hash('sm3'),
            hash.update('abc'),
            logger.log({ path: msg.head.path }),
            new Message([
              hash.digest('hex').slice(0, 8),
              YAML.parse('a: 1').a,
              XML.parse('<a>2</a>').children[0].children[0],
              Hessian.decode(Hessian.encode({ b: 3 })).b,
              zlib.gunzip(zlib.gzip(new Data('4'))),
              http.File.from('static.txt').toMessage().body,
              algo.uuid().length,
              new crypto.JWT('eyJhbGciOiJIUzI1NiJ9.e30.AAAA').verify('secret'),
              new Netmask('10.0.0.0/8').contains('10.1.1.1'),
            ].join(' '))
          ))
        ))()
        """;
    try (var plane = new RunningDataPlane(PATIENT)) {
      plane.activate(Map.of("main.js", script, "static.txt", "5"));
      assertThat(ask(plane)).isEqualTo("66c7f0f4 1 2 3 4 5 36 false true");
    }
  }
}
