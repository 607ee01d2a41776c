/// Tests of the package of the same name.
@NullMarked
package dev.pipy.filter.process;

import org.jspecify.annotations.NullMarked;
