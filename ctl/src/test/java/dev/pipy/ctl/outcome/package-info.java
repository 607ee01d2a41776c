/// Tests.
@NullMarked
package dev.pipy.ctl.outcome;

import org.jspecify.annotations.NullMarked;
