/// Tests of the package of the same name.
@NullMarked
package dev.pipy.codec.detect;

import org.jspecify.annotations.NullMarked;
