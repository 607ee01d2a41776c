@NullMarked
package dev.pipy.check;

import org.jspecify.annotations.NullMarked;
