/// The connection to a server: address, token, calls, and server errors turned into failures.
///
/// Calls block the calling thread; an interrupt cancels them.
@NullMarked
package dev.pipy.ctl.client;

import org.jspecify.annotations.NullMarked;
