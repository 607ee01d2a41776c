@NullMarked
package dev.pipy.worker;

import org.jspecify.annotations.NullMarked;
