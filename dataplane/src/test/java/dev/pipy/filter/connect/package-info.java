@NullMarked
package dev.pipy.filter.connect;

import org.jspecify.annotations.NullMarked;
