/// One TCP connection as a stream of events, for both sides of the proxy: coalesced writes, counted
/// read pauses, half-close, time limits. Confined to the worker of the socket's loop.
@NullMarked
package dev.pipy.transport;

import org.jspecify.annotations.NullMarked;
