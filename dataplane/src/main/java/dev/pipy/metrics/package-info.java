/// Counters, gauges and histograms of the process, and the text that Prometheus scrapes. Any thread
/// may count; each worker counts in a place of its own. Depends on nothing else.
@NullMarked
package dev.pipy.metrics;

import org.jspecify.annotations.NullMarked;
