/// Tests.
@NullMarked
package dev.pipy.ctl;

import org.jspecify.annotations.NullMarked;
