/// What a server tells systemd when that runs it. Nothing blocks: datagrams leave on a loop of
/// their own, and the watchdog has a thread.
@NullMarked
package dev.pipy.control.systemd;

import org.jspecify.annotations.NullMarked;
