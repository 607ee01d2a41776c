/// What the data plane counts of itself. On the path of a byte each worker adds to plain fields of
/// its own, found once per connection, and whoever scrapes reads and sums them: no lock, no
/// volatile write, no look-up per request. A number that is read may be a moment old; it never
/// falls. Depends on events, for the names of failures, on workers, and on `metrics`, for the form
/// in which numbers are handed out.
@NullMarked
package dev.pipy.telemetry;

import org.jspecify.annotations.NullMarked;
