/// Tests.
@NullMarked
package dev.pipy.ctl.shell;

import org.jspecify.annotations.NullMarked;
