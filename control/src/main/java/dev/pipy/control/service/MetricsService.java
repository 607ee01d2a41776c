package dev.pipy.control.service;

import dev.pipy.control.metrics.ServerMetrics;
import dev.pipy.control.v1.GetMetricsRequest;
import dev.pipy.control.v1.GetMetricsResponse;
import dev.pipy.control.v1.MetricsServiceGrpc.MetricsServiceImplBase;
import dev.pipy.control.v1.QueryStatsRequest;
import dev.pipy.control.v1.QueryStatsResponse;
import dev.pipy.metrics.Exposition;
import dev.pipy.metrics.MetricFamily;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/// What the server and its scripts count.
public final class MetricsService extends MetricsServiceImplBase {

  /// Characters of a piece of text; three bytes each at most.
  private static final int LARGEST_PIECE = 80 << 10;

  /// Bytes of numbers with which a piece is full.
  private static final int ENOUGH_BYTES = 256 << 10;

  private static final int MOST_PATTERNS = 100;
  private static final int LONGEST_PATTERN = 200;

  private final ServerMetrics metrics;

  /// A service for the metrics of one process.
  public MetricsService(ServerMetrics metrics) {
    this.metrics = metrics;
  }

  @Override
  public void getMetrics(GetMetricsRequest request, StreamObserver<GetMetricsResponse> observer) {
    send(
        observer,
        () -> {
          var format =
              switch (request.getFormat()) {
                case METRICS_FORMAT_OPENMETRICS -> Exposition.OPENMETRICS;
                case METRICS_FORMAT_UNSPECIFIED, METRICS_FORMAT_PROMETHEUS -> Exposition.PROMETHEUS;
                case UNRECOGNIZED -> {
                  new FieldCheck().violation("format", "not known").orThrow();
                  yield Exposition.PROMETHEUS;
                }
              };
          return pieces(format.text(metrics.gather())).stream()
              .map(piece -> GetMetricsResponse.newBuilder().setText(piece).build())
              .toList();
        });
  }

  static List<String> pieces(String text) {
    var pieces = new ArrayList<String>();
    int from = 0;
    while (from < text.length()) {
      int to = text.length();
      if (to - from > LARGEST_PIECE) {
        to = text.lastIndexOf('\n', from + LARGEST_PIECE - 1) + 1;
        if (to <= from) { // a line of a script's metric with very long labels
          to = text.indexOf('\n', from) + 1;
        }
      }
      pieces.add(text.substring(from, to));
      from = to;
    }
    return pieces;
  }

  @Override
  public void queryStats(QueryStatsRequest request, StreamObserver<QueryStatsResponse> observer) {
    send(
        observer,
        () -> {
          var wanted = wanted(request);
          return pieces(
              metrics.gather().stream().filter(family -> wanted.test(family.name())).toList());
        });
  }

  private static Predicate<String> wanted(QueryStatsRequest request) {
    var check = new FieldCheck();
    if (request.getPatternsCount() > MOST_PATTERNS) {
      check.violation(
          "patterns", request.getPatternsCount() + " (expected: at most " + MOST_PATTERNS + ")");
    }
    for (int i = 0; i < request.getPatternsCount(); i++) {
      if (request.getPatterns(i).length() > LONGEST_PATTERN) {
        check.violation(
            "patterns[" + i + "]",
            "too long (expected: at most " + LONGEST_PATTERN + " characters)");
      }
    }
    check.orThrow();
    var patterns = request.getPatternsList();
    return name -> patterns.isEmpty() || patterns.stream().anyMatch(glob -> matches(glob, name));
  }

  /// Whether a name matches `*` and `?`, in a time that grows with the product of their lengths.
  static boolean matches(String glob, String name) {
    int inGlob = 0;
    int inName = 0;
    int star = -1;
    int afterStar = 0;
    while (inName < name.length()) {
      char wanted = inGlob < glob.length() ? glob.charAt(inGlob) : '\0';
      if (wanted == '*') {
        star = inGlob++;
        afterStar = inName;
      } else if (inGlob < glob.length() && (wanted == '?' || wanted == name.charAt(inName))) {
        inGlob++;
        inName++;
      } else if (star >= 0) {
        inGlob = star + 1;
        inName = ++afterStar;
      } else {
        return false;
      }
    }
    while (inGlob < glob.length() && glob.charAt(inGlob) == '*') {
      inGlob++;
    }
    return inGlob == glob.length();
  }

  static List<QueryStatsResponse> pieces(List<MetricFamily> families) {
    var answers = new ArrayList<QueryStatsResponse>();
    var next = QueryStatsResponse.newBuilder();
    long bytes = 0;
    for (var family : families) {
      var piece = next.addFamiliesBuilder().mergeFrom(MetricMessages.head(family));
      for (var sample : family.samples()) {
        var message = MetricMessages.of(family.type(), sample);
        bytes += message.getSerializedSize();
        piece.addSamples(message);
        if (bytes >= ENOUGH_BYTES) {
          answers.add(next.build());
          next.clear();
          piece = next.addFamiliesBuilder().mergeFrom(MetricMessages.head(family));
          bytes = 0;
        }
      }
    }
    answers.add(next.build());
    return answers;
  }

  /// What makes all answers of a call.
  private interface Call<A> {
    List<A> answers();
  }

  /// A reader that is slow keeps its answers waiting here, and nobody else: they are sent as it
  /// takes them.
  private static <A> void send(StreamObserver<A> observer, Call<A> call) {
    List<A> answers;
    try {
      answers = call.answers();
    } catch (RuntimeException failure) {
      observer.onError(ControlErrors.of(failure));
      return;
    }
    var stream = (ServerCallStreamObserver<A>) observer;
    var left = answers.iterator();
    var hasEnded = new AtomicBoolean();
    stream.setOnCancelHandler(() -> hasEnded.set(true));
    stream.setOnReadyHandler(() -> {
      while (left.hasNext() && stream.isReady()) {
        stream.onNext(left.next());
      }
      if (!left.hasNext() && hasEnded.compareAndSet(false, true)) {
        stream.onCompleted();
      }
    });
  }
}
