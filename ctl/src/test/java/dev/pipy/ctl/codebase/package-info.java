/// Tests.
@NullMarked
package dev.pipy.ctl.codebase;

import org.jspecify.annotations.NullMarked;
