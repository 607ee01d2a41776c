/// Counters that all workers draw from: what a stream may send or do, and who is next. Any thread;
/// each counter has a lock of its own, held for a few steps only. Knows nothing else.
@NullMarked
package dev.pipy.quota;

import org.jspecify.annotations.NullMarked;
