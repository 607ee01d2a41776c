/// Metrics that several threads count.
@NullMarked
package dev.pipy.metrics;

import org.jspecify.annotations.NullMarked;
