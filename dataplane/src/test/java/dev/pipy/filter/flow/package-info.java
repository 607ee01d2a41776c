/// Tests of the package of the same name.
@NullMarked
package dev.pipy.filter.flow;

import org.jspecify.annotations.NullMarked;
