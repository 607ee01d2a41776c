/// Filters that show events and whole messages to a script's functions, or put others in their
/// place. Run on their pipeline's worker.
@NullMarked
package dev.pipy.filter.message;

import org.jspecify.annotations.NullMarked;
