/// Tests of the data plane as a whole.
@NullMarked
package dev.pipy;

import org.jspecify.annotations.NullMarked;
