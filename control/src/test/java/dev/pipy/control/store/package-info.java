@NullMarked
package dev.pipy.control.store;

import org.jspecify.annotations.NullMarked;
