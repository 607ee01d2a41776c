/// Codebases that HTTP servers offer: which files there are, what is in them, whether they changed.
/// Calls block; one thread at a time.
@NullMarked
package dev.pipy.control.remote;

import org.jspecify.annotations.NullMarked;
