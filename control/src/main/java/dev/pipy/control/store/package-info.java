/// Where the revisions of programs are kept: content-addressed, immutable, safe against a crash at
/// any moment. Any thread; calls block on the disk. Knows neither gRPC nor what runs.
@NullMarked
package dev.pipy.control.store;

import org.jspecify.annotations.NullMarked;
