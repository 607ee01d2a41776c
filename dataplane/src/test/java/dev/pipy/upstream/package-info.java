@NullMarked
package dev.pipy.upstream;

import org.jspecify.annotations.NullMarked;
