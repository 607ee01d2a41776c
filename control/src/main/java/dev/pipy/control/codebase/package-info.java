/// What may be deployed: the limits of a codebase, the checks of its paths, and the choice of its
/// main script. Pure functions, any thread.
@NullMarked
package dev.pipy.control.codebase;

import org.jspecify.annotations.NullMarked;
