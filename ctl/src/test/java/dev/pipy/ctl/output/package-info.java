/// Tests.
@NullMarked
package dev.pipy.ctl.output;

import org.jspecify.annotations.NullMarked;
