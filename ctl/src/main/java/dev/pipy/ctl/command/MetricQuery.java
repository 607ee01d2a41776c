package dev.pipy.ctl.command;

import dev.pipy.control.v1.MetricFamily;
import dev.pipy.control.v1.MetricsServiceGrpc;
import dev.pipy.control.v1.QueryStatsRequest;
import dev.pipy.control.v1.QueryStatsResponse;
import dev.pipy.ctl.client.ControlClient;
import java.util.ArrayList;
import java.util.List;

/// Asks a server for metrics by name; none means all.
record MetricQuery(List<String> patterns) {

  /// All of them, put together from the pieces they come in.
  QueryStatsResponse ask(ControlClient client) {
    QueryStatsRequest request = QueryStatsRequest.newBuilder().addAllPatterns(patterns).build();
    return client.call(
        MetricsServiceGrpc::newBlockingStub,
        stub -> {
          List<MetricFamily> families = new ArrayList<>();
          stub.queryStats(request)
              .forEachRemaining(piece -> piece.getFamiliesList().forEach(it -> add(it, families)));
          return QueryStatsResponse.newBuilder().addAllFamilies(families).build();
        });
  }

  private static void add(MetricFamily piece, List<MetricFamily> families) {
    if (families.isEmpty() || !families.getLast().getName().equals(piece.getName())) {
      families.add(piece);
    } else {
      MetricFamily before = families.removeLast();
      families.add(before.toBuilder().addAllSamples(piece.getSamplesList()).build());
    }
  }
}
