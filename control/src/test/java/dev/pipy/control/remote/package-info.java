/// Tests.
@NullMarked
package dev.pipy.control.remote;

import org.jspecify.annotations.NullMarked;
