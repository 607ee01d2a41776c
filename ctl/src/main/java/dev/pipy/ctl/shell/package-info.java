/// The interactive shell and its script mode. The only home of JLine.
///
/// A line is split here and handed to a fresh tree of commands, so that no line influences the
/// next. Commands run on the main thread; health is probed on one daemon thread.
@NullMarked
package dev.pipy.ctl.shell;

import org.jspecify.annotations.NullMarked;
