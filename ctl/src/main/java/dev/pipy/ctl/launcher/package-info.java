/// The program `pipy` of the same installation: what it prints, and servers of our own.
///
/// Starts processes, and ends those that it started. Knows neither the control API nor commands.
@NullMarked
package dev.pipy.ctl.launcher;

import org.jspecify.annotations.NullMarked;
