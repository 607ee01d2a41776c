@NullMarked
package dev.pipy.control.server;

import org.jspecify.annotations.NullMarked;
