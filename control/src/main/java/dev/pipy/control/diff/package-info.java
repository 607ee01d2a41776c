/// How two texts differ, line by line. Pure functions with bounded cost, whatever the texts; any
/// thread. Knows nothing of ours.
@NullMarked
package dev.pipy.control.diff;

import org.jspecify.annotations.NullMarked;
