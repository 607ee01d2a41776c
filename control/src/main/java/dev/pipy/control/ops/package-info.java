/// The operations endpoint: metrics and health over plain HTTP, on threads of its own. Loaded only
/// when it is asked for, as is the JDK's HTTP server, which nothing else uses: it is small, part of
/// the JDK, and shares nothing with the event loops that it reports on.
@NullMarked
package dev.pipy.control.ops;

import org.jspecify.annotations.NullMarked;
