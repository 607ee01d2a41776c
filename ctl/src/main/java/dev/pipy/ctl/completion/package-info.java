/// What could come next on a command line, for the interactive shell and for bash, zsh and fish.
///
/// Works on the model of the commands alone, plus live names of the server within a time budget.
@NullMarked
package dev.pipy.ctl.completion;

import org.jspecify.annotations.NullMarked;
