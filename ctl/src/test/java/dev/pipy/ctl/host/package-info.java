/// Tests.
@NullMarked
package dev.pipy.ctl.host;

import org.jspecify.annotations.NullMarked;
