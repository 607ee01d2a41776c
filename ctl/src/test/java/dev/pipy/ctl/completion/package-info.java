/// Tests.
@NullMarked
package dev.pipy.ctl.completion;

import org.jspecify.annotations.NullMarked;
