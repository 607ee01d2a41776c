/// Tests.
@NullMarked
package dev.pipy.control.systemd;

import org.jspecify.annotations.NullMarked;
