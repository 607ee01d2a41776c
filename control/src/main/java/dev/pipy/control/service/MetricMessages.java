package dev.pipy.control.service;

import dev.pipy.control.v1.MetricBucket;
import dev.pipy.control.v1.MetricFamily;
import dev.pipy.control.v1.MetricType;
import dev.pipy.metrics.MetricSample;

/// Metrics as messages.
final class MetricMessages {

  private MetricMessages() {}

  /// A family without its samples.
  static MetricFamily head(dev.pipy.metrics.MetricFamily family) {
    return MetricFamily.newBuilder()
        .setName(family.name())
        .setType(type(family.type()))
        .setHelp(family.help())
        .build();
  }

  private static MetricType type(dev.pipy.metrics.MetricType type) {
    return switch (type) {
      case COUNTER -> MetricType.METRIC_TYPE_COUNTER;
      case GAUGE -> MetricType.METRIC_TYPE_GAUGE;
      case HISTOGRAM -> MetricType.METRIC_TYPE_HISTOGRAM;
      case SUMMARY -> MetricType.METRIC_TYPE_SUMMARY;
    };
  }

  static dev.pipy.control.v1.MetricSample of(
      dev.pipy.metrics.MetricType type, MetricSample sample) {
    var message = dev.pipy.control.v1.MetricSample.newBuilder();
    for (int i = 0; i < sample.labelNames().size(); i++) {
      message.putLabels(sample.labelNames().get(i), sample.labelValues().get(i));
    }
    switch (type) {
      case COUNTER, GAUGE -> message.setValue(sample.value());
      case HISTOGRAM -> {
        var counts = sample.cumulativeCounts();
        for (int i = 0; i < counts.size(); i++) {
          message.addBuckets(
              MetricBucket.newBuilder()
                  .setUpperBound(
                      i < sample.bounds().size()
                          ? sample.bounds().get(i)
                          : Double.POSITIVE_INFINITY)
                  .setCount(counts.get(i)));
        }
        message.setCount(sample.count()).setSum(sample.sum());
      }
      case SUMMARY -> message.setCount(sample.count()).setSum(sample.sum());
    }
    return message.build();
  }
}
