/// Filters that decide which pipelines events go through. Run on their pipeline's worker.
@NullMarked
package dev.pipy.filter.route;

import org.jspecify.annotations.NullMarked;
