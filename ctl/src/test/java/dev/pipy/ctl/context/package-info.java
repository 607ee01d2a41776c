/// Tests.
@NullMarked
package dev.pipy.ctl.context;

import org.jspecify.annotations.NullMarked;
