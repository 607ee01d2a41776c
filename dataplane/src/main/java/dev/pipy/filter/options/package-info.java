/// Options that are only known when a stream begins, because a function of the script says them.
/// Confined to a worker. Knows how filters declare themselves, and no filter.
@NullMarked
package dev.pipy.filter.options;

import org.jspecify.annotations.NullMarked;
