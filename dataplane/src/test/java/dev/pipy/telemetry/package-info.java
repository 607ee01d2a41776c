/// Counting, without sockets.
@NullMarked
package dev.pipy.telemetry;

import org.jspecify.annotations.NullMarked;
