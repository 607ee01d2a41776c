/// Tests.
@NullMarked
package dev.pipy.ctl.har;

import org.jspecify.annotations.NullMarked;
