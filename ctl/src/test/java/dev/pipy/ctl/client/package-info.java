/// Tests.
@NullMarked
package dev.pipy.ctl.client;

import org.jspecify.annotations.NullMarked;
