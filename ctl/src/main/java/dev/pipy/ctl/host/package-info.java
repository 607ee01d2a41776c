/// What surrounds a run of the tool: streams, environment variables, the terminal, Ctrl-C.
///
/// Everything the other packages know about the process comes through here, so that tests and the
/// shell can put something else in its place. Runs on the main thread, interrupts excepted.
@NullMarked
package dev.pipy.ctl.host;

import org.jspecify.annotations.NullMarked;
