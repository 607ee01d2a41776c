/// The server program `pipy`: its command line, its life from start to exit code, and the signals
/// in between. The main thread does it all; signal handlers only tell it what happened.
@NullMarked
package dev.pipy.control;

import org.jspecify.annotations.NullMarked;
