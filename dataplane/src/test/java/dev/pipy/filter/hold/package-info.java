/// Tests of the package of the same name.
@NullMarked
package dev.pipy.filter.hold;

import org.jspecify.annotations.NullMarked;
