/// Filters that let events through, or do not: at once, later, joined or in pieces.
@NullMarked
package dev.pipy.filter.flow;

import org.jspecify.annotations.NullMarked;
