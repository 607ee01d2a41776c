/// Tests.
@NullMarked
package dev.pipy.ctl.bundle;

import org.jspecify.annotations.NullMarked;
