/// Filters that let events through, or do not.
@NullMarked
package dev.pipy.filter.flow;

import org.jspecify.annotations.NullMarked;
