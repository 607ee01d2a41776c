/// Tests.
@NullMarked
package dev.pipy.control.config;

import org.jspecify.annotations.NullMarked;
