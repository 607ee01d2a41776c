@NullMarked
package dev.pipy.transport;

import org.jspecify.annotations.NullMarked;
