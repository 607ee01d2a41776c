/// Tests of the package of the same name.
@NullMarked
package dev.pipy.filter.message;

import org.jspecify.annotations.NullMarked;
