/// Tests.
@NullMarked
package dev.pipy.ctl.command;

import org.jspecify.annotations.NullMarked;
