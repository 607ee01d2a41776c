package dev.pipy.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.pipy.metrics.BuiltinMetric;
import dev.pipy.metrics.MetricType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The dashboard asks for metrics and labels that there are, and its panels do not overlap.
class GrafanaDashboardTest {

  private static final Path FILE = Path.of("../docs/grafana.json");
  private static final int COLUMNS = 24;
  private static final Pattern METRIC =
      Pattern.compile("\\b((?:pipy|http|jvm|process)_[a-z_0-9]+)\\{([^}]*)}");
  private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*(?:=~|!~|!=|=)");
  private static final Pattern GROUPED = Pattern.compile("\\bby \\(([^)]*)\\)");
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{(\\w+)}}");
  private static final Pattern ANY_NAME = Pattern.compile("\\b(?:pipy|http|jvm|process)_\\w+");
  private static final Map<String, BuiltinMetric> METRICS =
      Arrays.stream(BuiltinMetric.values())
          .collect(Collectors.toMap(BuiltinMetric::metricName, Function.identity()));

  /// Labels that Prometheus itself adds.
  private static final Set<String> OF_PROMETHEUS = Set.of("job", "instance", "le");

  private JsonObject dashboard = new JsonObject();

  @BeforeEach
  void read() throws IOException {
    dashboard = JsonParser.parseString(Files.readString(FILE)).getAsJsonObject();
  }

  private static Stream<JsonObject> objects(JsonObject parent, String member) {
    return parent.has(member)
        ? StreamSupport.stream(parent.getAsJsonArray(member).spliterator(), false)
            .map(JsonElement::getAsJsonObject)
        : Stream.empty();
  }

  private List<JsonObject> queries() {
    return objects(dashboard, "panels").flatMap(panel -> objects(panel, "targets")).toList();
  }

  /// The metric that a line of the text belongs to.
  private static BuiltinMetric metric(String name) {
    var found = METRICS.get(name);
    if (found == null) {
      found = METRICS.get(name.replaceFirst("_(bucket|sum|count)$", ""));
      var hasSuchLines =
          found != null
              && (found.type() == MetricType.HISTOGRAM
                  || (found.type() == MetricType.SUMMARY && !name.endsWith("_bucket")));
      assertThat(hasSuchLines).as("there is no metric " + name).isTrue();
    }
    return Objects.requireNonNull(found, name);
  }

  @Test
  void asks_for_metrics_and_labels_that_there_are() {
    for (JsonObject query : queries()) {
      var expression = query.get("expr").getAsString();
      var labels = new HashSet<>(OF_PROMETHEUS);
      var found = METRIC.matcher(expression).results().toList();
      assertThat(found).as(expression).isNotEmpty();
      for (var selector : found) {
        var own = metric(selector.group(1)).labels();
        labels.addAll(own);
        assertThat(Stream.of("job=~\"$job\"", "instance=~\"$instance\""))
            .as("every panel follows the choice of servers: " + expression)
            .allMatch(selector.group(2)::contains);
        assertThat(MATCHER.matcher(selector.group(2)).results().map(match -> match.group(1)))
            .as(expression)
            .allMatch(label -> OF_PROMETHEUS.contains(label) || own.contains(label));
      }
      assertThat(
              Stream.concat(
                  GROUPED
                      .matcher(expression)
                      .results()
                      .flatMap(match -> Stream.of(match.group(1).split(", "))),
                  PLACEHOLDER
                      .matcher(query.get("legendFormat").getAsString())
                      .results()
                      .map(match -> match.group(1))))
          .as(expression)
          .isSubsetOf(labels);
    }
  }

  @Test
  void names_no_metric_anywhere_that_there_is_not() throws IOException {
    var names =
        ANY_NAME
            .matcher(Files.readString(FILE))
            .results()
            .map(match -> match.group())
            .filter(name -> !isLabel(name))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(names).isNotEmpty().allSatisfy(GrafanaDashboardTest::metric);
  }

  private static boolean isLabel(String name) {
    return METRICS.values().stream().anyMatch(metric -> metric.labels().contains(name));
  }

  @Test
  void shows_what_an_operator_looks_for() {
    var shown =
        queries().stream()
            .flatMap(query -> METRIC.matcher(query.get("expr").getAsString()).results())
            .map(match -> metric(match.group(1)))
            .collect(Collectors.toSet());

    assertThat(shown)
        .contains(
            BuiltinMetric.HTTP_SERVER_DURATION,
            BuiltinMetric.HTTP_CLIENT_DURATION,
            BuiltinMetric.LISTENER_CONNECTIONS,
            BuiltinMetric.UPSTREAM_CONNECT_FAILURES,
            BuiltinMetric.GENERATIONS,
            BuiltinMetric.DEPLOYMENTS,
            BuiltinMetric.LAST_ACTIVATION_SUCCESS,
            BuiltinMetric.EVENTLOOP_LAG,
            BuiltinMetric.BUFFER_BYTES,
            BuiltinMetric.JVM_MEMORY_USED,
            BuiltinMetric.PROCESS_RESIDENT_MEMORY);
  }

  @Test
  void has_panels_that_explain_themselves_and_do_not_overlap() {
    var ids = new HashSet<Integer>();
    var taken = new HashSet<List<Integer>>();
    objects(dashboard, "panels")
        .forEach(panel -> {
          var title = panel.get("title").getAsString();
          assertThat(ids.add(panel.get("id").getAsInt())).as(title).isTrue();
          if (!panel.get("type").getAsString().equals("row")) {
            assertThat(panel.get("description").getAsString()).as(title).endsWith(".");
            assertThat(objects(panel, "targets")).as(title).isNotEmpty();
          }
          var place = panel.getAsJsonObject("gridPos");
          int left = place.get("x").getAsInt();
          int top = place.get("y").getAsInt();
          assertThat(left + place.get("w").getAsInt()).as(title).isLessThanOrEqualTo(COLUMNS);
          for (int x = left; x < left + place.get("w").getAsInt(); x++) {
            for (int y = top; y < top + place.get("h").getAsInt(); y++) {
              assertThat(taken.add(List.of(x, y))).as(title).isTrue();
            }
          }
        });
    assertThat(dashboard.get("uid").getAsString()).isEqualTo("pipy");
  }
}
