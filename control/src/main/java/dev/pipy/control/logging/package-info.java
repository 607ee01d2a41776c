/// Where log calls end up: lines on standard error, and the recent past for whoever asks. Any
/// thread may log, event loops too, as no call waits; one thread of its own writes. Depends on
/// SLF4J only.
@NullMarked
package dev.pipy.control.logging;

import org.jspecify.annotations.NullMarked;
